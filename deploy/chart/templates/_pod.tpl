{{/* What the pods of worker and janitors have in common. Takes a list: root, values of the component's placement. */}}
{{- define "evenkeel.podSettings" -}}
{{- $root := index . 0 -}}
{{- $place := index . 1 -}}
# The worker would otherwise get a variable for every Service of its namespace.
enableServiceLinks: false
automountServiceAccountToken: true
{{- with $root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $place.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $place.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $place.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $place.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Takes a list: root, namespace of a janitor or "" for the worker, resources. */}}
{{- define "evenkeel.containerSettings" -}}
{{- $root := index . 0 -}}
image: {{ include "evenkeel.image" (list $root.Values.image $root.Chart.AppVersion) | quote }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
{{- with $root.Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
env:
  {{- include "evenkeel.env" . | nindent 2 }}
{{- with $root.Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  {{- include "evenkeel.volumeMounts" . | nindent 2 }}
{{- with index . 2 }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
