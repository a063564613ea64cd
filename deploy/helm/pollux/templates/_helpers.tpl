{{- define "pollux.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 53 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 53 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{- define "pollux.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "pollux.labels" -}}
{{ include "pollux.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* What `Host` may say: the service by each of its names, and what was asked for. */}}
{{- define "pollux.hosts" -}}
{{- $name := include "pollux.name" . -}}
{{- $space := .Release.Namespace -}}
{{- $own := list $name (printf "%s.%s" $name $space) (printf "%s.%s.svc" $name $space) (printf "%s.%s.svc.cluster.local" $name $space) -}}
{{ join "," (concat $own .Values.allowedHosts) }}
{{- end -}}

{{/* What the jail needs of the container; see docs/deploying.md, "In a container". */}}
{{- define "pollux.securityContext" -}}
{{- if eq .Values.isolation "full" -}}
privileged: true
runAsUser: 0
{{- else if eq .Values.isolation "user" -}}
procMount: Unmasked
seccompProfile: { type: Unconfined }
appArmorProfile: { type: Unconfined }
{{- else -}}
allowPrivilegeEscalation: false
capabilities: { drop: [ALL] }
runAsNonRoot: true
runAsUser: 999
{{- end -}}
{{- end -}}
