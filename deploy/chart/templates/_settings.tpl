{{/*
The connections that a process in a namespace may use, as JSON by name. Takes a list: root, namespace of a janitor or "" for the
worker. A janitor gets those of its own namespace, and of each only the clusters there.
*/}}
{{- define "evenkeel.connections" -}}
{{- $root := index . 0 -}}
{{- $namespace := index . 1 -}}
{{- $mine := dict -}}
{{- range $name, $connection := $root.Values.connections -}}
{{- if not $namespace -}}
{{- $_ := set $mine $name $connection -}}
{{- else -}}
{{- $clusters := list -}}
{{- range default list $connection.clusters -}}
{{- if hasPrefix (printf "%s/" $namespace) . -}}
{{- $clusters = append $clusters . -}}
{{- end -}}
{{- end -}}
{{- if $clusters -}}
{{- $_ := set $mine $name (merge (dict "clusters" $clusters) (omit $connection "clusters" "urls")) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $mine -}}
{{- end -}}

{{/* The variable that holds the name of a connection's API key, where a Secret holds it. */}}
{{- define "evenkeel.apiKeyVariable" -}}
{{- printf "CONNECTION_%s_API_KEY" (. | upper | replace "-" "_") -}}
{{- end -}}

{{/* application.yml. Takes a list: root, namespace of a janitor or "" for the worker. */}}
{{- define "evenkeel.settings" -}}
{{- $root := index . 0 -}}
{{- $namespace := index . 1 -}}
{{- $values := $root.Values -}}
{{- $connections := dict -}}
{{- range $name, $connection := include "evenkeel.connections" . | fromJson -}}
{{- $apiKey := default (printf "${%s}" (include "evenkeel.apiKeyVariable" $name)) $connection.apiKey -}}
{{- $own := dict "api-key" $apiKey "secret-file" (printf "/run/secrets/evenkeel/%s/%s" $name $connection.secret.key) -}}
{{- with $connection.clusters }}{{ $_ := set $own "clusters" . }}{{ end -}}
{{- with $connection.urls }}{{ $_ := set $own "urls" . }}{{ end -}}
{{- $_ := set $connections $name $own -}}
{{- end -}}
{{- $first := first (include "evenkeel.emqxNamespaces" $root | fromJson).names -}}
{{- $evenkeel := dict
      "default-namespace" (default (default $first $values.defaultNamespace) $namespace)
      "kubernetes" (dict "enabled" true)
      "worker" (dict "drain-timeout" (printf "%ds" (int $values.drainTimeoutSeconds))) -}}
{{- with $connections }}{{ $_ := set $evenkeel "connections" . }}{{ end -}}
{{- if not (or $namespace $values.rbac.clusterWide) -}}
{{- $_ := set $evenkeel "janitor" (dict "namespaces" (include "evenkeel.emqxNamespaces" $root | fromJson).names) -}}
{{- end -}}
{{- $settings := dict "evenkeel" $evenkeel -}}
{{- if ne $values.logging.format "text" -}}
{{- $_ := set $settings "logging" (dict "structured" (dict "format" (dict "console" $values.logging.format))) -}}
{{- end -}}
{{- if not $namespace -}}
{{- $_ := set $settings "server" (dict "port" (int $values.service.port)) -}}
{{- if $values.temporal.mtls.secretName -}}
{{- $mtls := dict
      "cert-chain-file" (printf "/run/secrets/temporal/%s" $values.temporal.mtls.certKey)
      "key-file" (printf "/run/secrets/temporal/%s" $values.temporal.mtls.privateKeyKey) -}}
{{- $_ := set $settings "spring" (dict "temporal" (dict "connection" (dict "mtls" $mtls))) -}}
{{- end -}}
{{- end -}}
{{- toYaml (mergeOverwrite $settings (deepCopy $values.config)) -}}
{{- end -}}

{{/* Variables of a container. Takes a list: root, namespace of a janitor or "" for the worker. */}}
{{- define "evenkeel.env" -}}
{{- $root := index . 0 -}}
{{- $values := $root.Values -}}
- name: SPRING_CONFIG_ADDITIONAL_LOCATION
  value: file:/etc/evenkeel/
{{- with $values.javaOptions }}
- name: JDK_JAVA_OPTIONS
  value: {{ join " " . | quote }}
{{- end }}
{{- if not (index . 1) }}
- name: TEMPORAL_ADDRESS
  value: {{ include "evenkeel.temporalAddress" $root | quote }}
- name: TEMPORAL_NAMESPACE
  value: {{ $values.temporal.namespace | quote }}
{{- if $values.temporal.tls }}
- name: TEMPORAL_TLS
  value: "true"
{{- end }}
{{- with $values.temporal.apiKey }}
{{- if .secretName }}
- name: TEMPORAL_API_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .secretName }}
      key: {{ .key }}
{{- end }}
{{- end }}
{{- end }}
{{- range $name, $connection := include "evenkeel.connections" . | fromJson }}
{{- if not $connection.apiKey }}
- name: {{ include "evenkeel.apiKeyVariable" $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $connection.secret.name }}
      key: {{ $connection.apiKeyFrom }}
{{- end }}
{{- end }}
{{- with $values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Takes a list: root, namespace of a janitor or "" for the worker. */}}
{{- define "evenkeel.volumeMounts" -}}
{{- $root := index . 0 -}}
- name: tmp
  mountPath: /tmp
- name: settings
  mountPath: /etc/evenkeel
  readOnly: true
{{- if and (not (index . 1)) $root.Values.temporal.mtls.secretName }}
- name: temporal
  mountPath: /run/secrets/temporal
  readOnly: true
{{- end }}
{{- range $name, $_ := include "evenkeel.connections" . | fromJson }}
- name: connection-{{ $name }}
  mountPath: /run/secrets/evenkeel/{{ $name }}
  readOnly: true
{{- end }}
{{- with $root.Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Takes a list: root, namespace of a janitor or "" for the worker. */}}
{{- define "evenkeel.volumes" -}}
{{- $root := index . 0 -}}
{{- $namespace := index . 1 -}}
- name: tmp
  emptyDir:
    sizeLimit: 128Mi
- name: settings
  configMap:
    name: {{ include "evenkeel.fullname" $root }}{{ if $namespace }}-janitor{{ end }}
{{- if and (not $namespace) $root.Values.temporal.mtls.secretName }}
- name: temporal
  secret:
    secretName: {{ $root.Values.temporal.mtls.secretName }}
    defaultMode: 288 # 0440, as every parser of YAML reads it
{{- end }}
{{- range $name, $connection := include "evenkeel.connections" . | fromJson }}
- name: connection-{{ $name }}
  secret:
    secretName: {{ $connection.secret.name }}
    defaultMode: 288 # 0440, as every parser of YAML reads it
    items:
      - key: {{ $connection.secret.key }}
        path: {{ $connection.secret.key }}
{{- end }}
{{- with $root.Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
