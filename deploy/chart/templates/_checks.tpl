{{/* What values.schema.json cannot say: values that contradict each other. */}}
{{- define "evenkeel.checks" -}}
{{- $values := .Values -}}
{{- $temporal := $values.temporal -}}
{{- if and $temporal.dev.enabled (or $temporal.apiKey.secretName $temporal.mtls.secretName $temporal.tls) -}}
{{- fail "temporal.dev.enabled: the development server speaks neither TLS nor API keys; unset temporal.tls, .mtls and .apiKey" -}}
{{- end -}}
{{- if and $temporal.apiKey.secretName $temporal.mtls.secretName -}}
{{- fail "temporal.apiKey and temporal.mtls are both set: Temporal takes one of the two" -}}
{{- end -}}
{{- $namespaces := (include "evenkeel.emqxNamespaces" . | fromJson).names -}}
{{- range $name, $connection := $values.connections -}}
{{- range default list $connection.clusters -}}
{{- $namespace := first (splitList "/" .) -}}
{{- if not (or $values.rbac.clusterWide (has $namespace $namespaces)) -}}
{{- fail (printf "connections.%s.clusters: %s is in namespace %s, which emqxNamespaces (%s) does not name" $name . $namespace (join ", " $namespaces)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if hasKey (default dict $values.config.evenkeel) "connections" -}}
{{- fail "config.evenkeel.connections: set connections, which mounts the Secrets too" -}}
{{- end -}}
{{- if hasKey (default dict $values.config.server) "port" -}}
{{- fail "config.server.port: set service.port, which probes and scrapes go by" -}}
{{- end -}}
{{- range $values.rbac.readableSecrets -}}
{{- $namespace := first (splitList "/" .) -}}
{{- if not (has $namespace $namespaces) -}}
{{- fail (printf "rbac.readableSecrets: %s is in namespace %s, which emqxNamespaces (%s) does not name" . $namespace (join ", " $namespaces)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
