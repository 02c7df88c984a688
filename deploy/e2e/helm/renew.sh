#!/usr/bin/env bash
# renew.sh HELM_VERSION: makes go.mod and go.sum here anew, for that version of Helm. Needs Go and jq.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

helm=${1:?renew.sh HELM_VERSION, such as v3.19.0}

rm -f go.mod go.sum
published=$(go mod download -json "helm.sh/helm/v3@$helm" | jq -r .GoMod)
cat >go.mod <<END
module dev.evenkeel/e2e/helm

go $(go mod edit -json "$published" | jq -r .Go)

tool helm.sh/helm/v3/cmd/helm

require helm.sh/helm/v3 $helm
END
go mod tidy
