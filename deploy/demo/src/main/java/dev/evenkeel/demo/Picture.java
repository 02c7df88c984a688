package dev.evenkeel.demo;

import dev.evenkeel.contract.StartParameters;
import dev.evenkeel.simulator.Ledger;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Connections of every node over EMQX's time: the article's two Grafana pictures, before and after, and the slope
 * between them. The phases are bands behind the lines; two vertical lines tell when donors left the Service and when they
 * were back.
 */
final class Picture {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 500;

    /** Of EMQX's time, before the run was asked for. */
    private static final Duration LEAD = Duration.ofSeconds(10);

    private static final String SANS = Font.SANS_SERIF;
    private static final Color INK = new Color(0x33, 0x33, 0x33);
    private static final Color QUIET = new Color(0x77, 0x77, 0x77);
    private static final Color GRID = new Color(0xdd, 0xdd, 0xdd);
    private static final Color BAND = new Color(30, 60, 110, 12);
    private static final Color EVICTION = new Color(30, 60, 110, 28);

    /** Measured on the picture: a letter of a mark, and the plot's width. */
    private static final double LETTER_PIXELS = 6.3;

    private static final double PLOT_PIXELS = 810;

    /** Donors lie on one another: the lower lines are the wider ones, so that each can be seen. */
    private static final List<Color> DONORS =
            List.of(new Color(0xf2, 0xc0, 0x4e), new Color(0xdd, 0x7a, 0x2b), new Color(0x9c, 0x2f, 0x2a));

    private static final List<Float> DONOR_WIDTHS = List.of(7f, 4f, 1.5f);
    private static final Color RECIPIENT = new Color(0x1f, 0x8a, 0x70);
    private static final float RECIPIENT_WIDTH = 3f;

    private final Evidence seen;
    private final XYChart chart;
    private final double top;
    private final double end;

    private Picture(Evidence seen) {
        this.seen = seen;
        this.top = Math.ceil(mostEver(seen) / 500.0) * 500 + 500;
        this.end = sinceAsked(seen.history().get(seen.history().size() - 1).elapsed());
        this.chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("MQTT connections of each node: " + Example.CLUSTER.display() + ", "
                        + Figures.count(seen.clients().online()) + " clients")
                .xAxisTitle("EMQX time since the run was asked for (s)")
                .yAxisTitle("connections")
                .build();
        style(chart.getStyler());
        bands();
        endpoints();
        lines();
    }

    static Picture of(Evidence seen) {
        return new Picture(seen);
    }

    void save(Path svg, Path png) throws IOException {
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, drawn, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        Files.writeString(svg, described(drawn.toString(StandardCharsets.UTF_8)));
        BitmapEncoder.saveBitmap(chart, png.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    /** Letters are drawn as shapes, which every viewer shows alike and no reader can read: the words are put beside. */
    private String described(String svg) {
        StringBuilder words = new StringBuilder("  <title>" + chart.getTitle() + "</title>\n  <desc>");
        seen.pods()
                .keySet()
                .forEach(node -> words.append(node)
                        .append(": ")
                        .append(Figures.count(seen.history().get(0).live().getOrDefault(node, 0L)))
                        .append(" to ")
                        .append(Figures.count(seen.after().get(node)))
                        .append("; "));
        int afterRoot = svg.indexOf('>', svg.indexOf("<svg ")) + 1;
        return svg.substring(0, afterRoot) + "\n" + words + "</desc>" + svg.substring(afterRoot);
    }

    private void style(org.knowm.xchart.style.XYStyler style) {
        style.setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(INK)
                .setChartPadding(14)
                .setChartTitleFont(new Font(SANS, Font.BOLD, 16))
                .setChartTitleBoxVisible(false)
                .setChartTitlePadding(10)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setLegendFont(new Font(SANS, Font.PLAIN, 12))
                .setLegendBorderColor(Color.WHITE)
                .setLegendPadding(8)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setPlotContentSize(0.99)
                .setAnnotationTextFont(new Font(SANS, Font.PLAIN, 11))
                .setAnnotationTextFontColor(QUIET)
                .setAnnotationLineColor(QUIET)
                .setAnnotationLineStroke(new BasicStroke(
                        1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f, new float[] {4f, 4f}, 0f));
        style.setAxisTitleFont(new Font(SANS, Font.PLAIN, 12))
                .setAxisTickLabelsFont(new Font(SANS, Font.PLAIN, 11))
                .setAxisTickMarksColor(GRID)
                .setPlotGridVerticalLinesVisible(false)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1f))
                .setXAxisDecimalPattern("0")
                .setYAxisDecimalPattern("#,##0")
                .setXAxisMin((double) -LEAD.toSeconds())
                .setYAxisMin(0.0)
                .setYAxisMax(top)
                .setLocale(java.util.Locale.ROOT);
    }

    /**
     * EMQX's own states, by its books and the waits that it was given, and not as the run saw them: a run without a
     * worker sees nothing. Moving the sessions of absent clients is over in one step here, and not to be seen.
     */
    private void bands() {
        if (seen.starts().isEmpty()
                || seen.finished().isEmpty()
                || seen.result().plan().isEmpty()) {
            return;
        }
        StartParameters sent = seen.result().plan().get().waves().get(0).parameters();
        double start = sinceAsked(seen.starts().get(0).elapsed());
        double finish = sinceAsked(seen.finished().get().elapsed());
        double evicts = start + seconds(sent.waitHealthCheck());
        double takeover = finish - seconds(sent.waitTakeover());
        band("wait", start, evicts, BAND);
        band("EMQX evicts connections", evicts, takeover, EVICTION);
        band("takeover", takeover, finish, BAND);
    }

    private void band(String words, double from, double until, Color colour) {
        XYSeries band = chart.addSeries(words, new double[] {from, until}, new double[] {top, top});
        band.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area);
        band.setFillColor(colour);
        band.setLineColor(colour);
        band.setLineStyle(new BasicStroke(0f));
        band.setMarker(SeriesMarkers.NONE);
        band.setShowInLegend(false);
        chart.addAnnotation(new AnnotationText(words, (from + until) / 2, top * 0.97, false));
    }

    private void endpoints() {
        seen.donorsOut().ifPresent(out -> mark(out, "donors leave the Service", true, 0.4375));
        seen.donorsBack().ifPresent(back -> mark(back, "donors are back", false, 0.3125));
        seen.kill().ifPresent(kill -> {
            mark(kill.killed(), "worker killed", false, 0.0625);
            mark(kill.wentOn(), "the run goes on", seconds(seen.sinceAsked(kill.wentOn())) < end * 0.8, 0.1875);
        });
    }

    /**
     * A moment, as a vertical line with words beside it.
     *
     * @param right whether they are to its right
     * @param height and how high, 0 to 1
     */
    private void mark(Instant when, String words, boolean right, double height) {
        double at = seconds(seen.sinceAsked(when));
        double half = (words.length() * LETTER_PIXELS / 2 + 6) / PLOT_PIXELS * (end + seconds(LEAD));
        chart.addAnnotation(new AnnotationLine(at, true, false));
        chart.addAnnotation(new AnnotationText(words, right ? at + half : at - half, top * height, false));
    }

    private void lines() {
        List<Ledger.Sample> samples = seen.history().stream()
                .filter(sample -> sample.elapsed().compareTo(seen.asked().minus(LEAD)) >= 0)
                .toList();
        double[] times = samples.stream()
                .mapToDouble(sample -> sinceAsked(sample.elapsed()))
                .toArray();
        List<String> donors = new ArrayList<>(seen.donors());
        seen.pods().forEach((node, pod) -> {
            double[] counts = samples.stream()
                    .mapToDouble(sample -> sample.live().getOrDefault(node, 0L))
                    .toArray();
            XYSeries line = chart.addSeries(
                    pod + ": " + Figures.count((long) counts[0]) + " to "
                            + Figures.count((long) counts[counts.length - 1]),
                    times,
                    counts);
            int donor = donors.indexOf(node);
            line.setMarker(SeriesMarkers.NONE)
                    .setLineColor(donor < 0 ? RECIPIENT : DONORS.get(donor % DONORS.size()))
                    .setLineStyle(new BasicStroke(
                            donor < 0 ? RECIPIENT_WIDTH : DONOR_WIDTHS.get(donor % DONOR_WIDTHS.size()),
                            BasicStroke.CAP_ROUND,
                            BasicStroke.JOIN_ROUND));
        });
    }

    private double sinceAsked(Duration elapsed) {
        return seconds(elapsed.minus(seen.asked()));
    }

    private static double mostEver(Evidence seen) {
        return seen.history().stream()
                .flatMap(sample -> sample.live().values().stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }
}
