{{/* Rules of a Role, from rights.yaml. Takes a list: root, and which of its lists. */}}
{{- define "evenkeel.rights" -}}
{{- $root := first . -}}
{{- range $list := rest . }}
{{- range index ($root.Files.Get "rights.yaml" | fromYaml) $list }}
- apiGroups: [{{ .apiGroup | quote }}]
  resources: [{{ .resource }}]
  verbs: {{ toJson .verbs }}
{{- end }}
{{- end }}
{{- end -}}

{{/* What a binding says. Takes a list: root, kind and name of the role, name and namespace of the account. */}}
{{- define "evenkeel.binding" -}}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ index . 1 }}
  name: {{ index . 2 }}
subjects:
  - kind: ServiceAccount
    name: {{ index . 3 }}
    namespace: {{ index . 4 }}
{{- end -}}
