package dev.evenkeel.cli;

import dev.evenkeel.contract.RebalancePlan.Timeline;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Alternatives over time, a colour each: above, connections of the fullest donor and of the fullest recipient and the
 * clients offline; below, connects per second on a recipient. Needs fonts and no screen. Nothing else loads it, so that
 * other commands do not pay for a drawing library.
 */
final class WhatIfChart {
    /** As many as there are colours that can be told apart on white, by those too who do not see all of them. */
    static final int ALTERNATIVES_MAX = 7;

    private static final List<Color> COLOURS = List.of(
            new Color(0x00, 0x72, 0xb2),
            new Color(0xd5, 0x5e, 0x00),
            new Color(0x00, 0x9e, 0x73),
            new Color(0xcc, 0x79, 0xa7),
            new Color(0x33, 0x33, 0x33),
            new Color(0xe6, 0x9f, 0x00),
            new Color(0x56, 0xb4, 0xe9));
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 600;
    private static final int LOWER = 240;

    /** Longer runs are read in minutes. */
    private static final int SECONDS_SHOWN_MAX = 900;

    private static final float THICK = 2.2f;
    private static final float THIN = 1.4f;

    /** Dashes would not show: they begin anew at every point. */
    private static final BasicStroke DOTTED =
            new BasicStroke(THIN, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, new float[] {2f, 4f}, 0f);

    /** Above the highest line, of all that is shown. */
    private static final double ROOM_ABOVE = 1.05;

    private static final int TITLE_PADDING = 6;
    private static final String SANS = Font.SANS_SERIF;
    private static final Font NUMBERS = new Font(SANS, Font.PLAIN, 11);
    private static final Color INK = new Color(0x33, 0x33, 0x33);
    private static final Color GRID = new Color(0xdd, 0xdd, 0xdd);

    private final List<Alternative> drawn;
    private final double longestSeconds;

    WhatIfChart(List<Alternative> alternatives) {
        System.setProperty("java.awt.headless", "true");
        this.drawn = alternatives.stream()
                .filter(alternative -> alternative.timeline().isPresent())
                .toList();
        this.longestSeconds = drawn.stream()
                .map(alternative -> alternative.timeline().orElseThrow())
                .mapToDouble(
                        timeline -> timeline.stepSeconds() * timeline.offline().size())
                .max()
                .orElse(1);
    }

    private boolean minutes() {
        return longestSeconds > SECONDS_SHOWN_MAX;
    }

    private double unit() {
        return minutes() ? 60 : 1;
    }

    /** A picture for screens. */
    byte[] png() {
        return written(out -> BitmapEncoder.saveBitmap(picture(), out, BitmapEncoder.BitmapFormat.PNG));
    }

    /** A picture that stays sharp at any size. */
    byte[] svg() {
        return written(out -> VectorGraphicsEncoder.saveVectorGraphic(
                picture(), out, VectorGraphicsEncoder.VectorGraphicsFormat.SVG));
    }

    /** Writes into memory. */
    private interface Writer {
        void write(ByteArrayOutputStream out) throws IOException;
    }

    private static byte[] written(Writer writer) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writer.write(out);
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory can be written to", impossible);
        }
    }

    private XYChart picture() {
        return new Stacked(connections(), connects());
    }

    /** Two charts, one above the other, for encoders that take one. */
    private static final class Stacked extends XYChart {
        private final transient XYChart above;
        private final transient XYChart below;

        Stacked(XYChart above, XYChart below) {
            super(WIDTH, HEIGHT);
            this.above = above;
            this.below = below;
        }

        @Override
        public void paint(Graphics2D graphics, int width, int height) {
            above.paint(graphics, width, height - LOWER);
            graphics.translate(0, height - LOWER);
            below.paint(graphics, width, LOWER);
            graphics.translate(0, LOWER - height);
        }
    }

    private XYChart connections() {
        XYChart chart = chart(
                HEIGHT - LOWER,
                "fullest donor (thick), fullest recipient (thin), clients offline (dotted)",
                "connections");
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisMax(ROOM_ABOVE * Math.max(1, most(Timeline::fullestDonor)));
        for (int index = 0; index < drawn.size(); index++) {
            Timeline timeline = drawn.get(index).timeline().orElseThrow();
            String name = drawn.get(index).alternative();
            line(chart, name + ", donor", index, timeline, timeline.fullestDonor(), solid(THICK));
            line(chart, name + ", recipient", index, timeline, timeline.fullestRecipient(), solid(THIN));
            line(chart, name + ", offline", index, timeline, timeline.offline(), DOTTED);
        }
        return chart;
    }

    private XYChart connects() {
        XYChart chart = chart(LOWER, "connects per second on the fullest recipient", "connects/s");
        chart.getStyler().setYAxisMax(ROOM_ABOVE * Math.max(1, most(Timeline::connectsPerSecond)));
        chart.setXAxisTitle(minutes() ? "time since the first look (min)" : "time since the first look (s)");
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal);
        chart.getStyler().setAxisTitlePadding(TITLE_PADDING + narrower());
        for (int index = 0; index < drawn.size(); index++) {
            Timeline timeline = drawn.get(index).timeline().orElseThrow();
            line(chart, drawn.get(index).alternative(), index, timeline, timeline.connectsPerSecond(), solid(THICK));
        }
        return chart;
    }

    /** By how many pixels its numbers are: so much further to the left it would begin than the other chart. */
    private int narrower() {
        return (int)
                Math.max(0, Math.round(width(most(Timeline::fullestDonor)) - width(most(Timeline::connectsPerSecond))));
    }

    private static double width(long number) {
        return NUMBERS.getStringBounds(Quantities.count(number), new FontRenderContext(null, true, false))
                .getWidth();
    }

    private long most(Function<Timeline, List<Long>> of) {
        return drawn.stream()
                .flatMap(alternative -> of.apply(alternative.timeline().orElseThrow()).stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private void line(XYChart chart, String name, int index, Timeline timeline, List<Long> values, BasicStroke stroke) {
        List<Double> times = new ArrayList<>(IntStream.rangeClosed(1, values.size())
                .mapToObj(step -> step * timeline.stepSeconds() / unit())
                .toList());
        XYSeries series = chart.addSeries(name, times, values);
        series.setLineColor(COLOURS.get(index % COLOURS.size()));
        series.setLineStyle(stroke);
        series.setMarker(SeriesMarkers.NONE);
    }

    private static BasicStroke solid(float width) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    }

    private XYChart chart(int height, String title, String unit) {
        XYChart chart = new XYChart(WIDTH, height);
        chart.setTitle(title);
        chart.setYAxisTitle(unit);
        style(chart.getStyler());
        return chart;
    }

    private void style(XYStyler style) {
        style.setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(INK)
                .setChartPadding(10)
                .setChartTitleFont(new Font(SANS, Font.BOLD, 13))
                .setChartTitleBoxVisible(false)
                .setChartTitlePadding(4)
                .setLegendFont(new Font(SANS, Font.PLAIN, 12))
                .setLegendBorderColor(Color.WHITE)
                .setLegendPadding(14)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setPlotContentSize(0.99);
        style.setAxisTitleFont(new Font(SANS, Font.PLAIN, 12))
                .setAxisTitlePadding(TITLE_PADDING)
                .setAxisTickLabelsFont(NUMBERS)
                .setAxisTickMarksColor(GRID)
                .setPlotGridVerticalLinesVisible(false)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1f))
                .setXAxisDecimalPattern("#,##0.#")
                .setYAxisDecimalPattern("#,##0")
                .setXAxisMin(0.0)
                .setXAxisMax(longestSeconds / unit())
                .setYAxisMin(0.0)
                .setLocale(Locale.ROOT);
    }
}
