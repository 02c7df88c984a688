{{/* Rules of a Role, from rights.yaml. Takes a list: root, which of its lists. */}}
{{- define "evenkeel.rights" -}}
{{- $root := index . 0 -}}
{{- range index ($root.Files.Get "rights.yaml" | fromYaml) (index . 1) }}
- apiGroups: [{{ .apiGroup | quote }}]
  resources: [{{ .resource }}]
  {{- with .names }}
  resourceNames: {{ toJson . }}
  {{- end }}
  verbs: {{ toJson .verbs }}
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
