{{- /* The image of a service: tag, what stands before the name, name of the service, digest or nothing. */ -}}
{{- define "shop.image" -}}
{{- printf "%sshop/%s" (index . 1) (index . 2) -}}
{{- if index . 3 }}@{{ index . 3 }}{{ else }}:{{ index . 0 }}{{ end -}}
{{- end -}}
