#!/usr/bin/env bash
# renew.sh KUBERNETES_VERSION: makes go.mod and go.sum here anew, for that version's kube-apiserver,
# kube-controller-manager and the etcd that goes with it. Needs Go and jq.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

kubernetes=${1:?renew.sh KUBERNETES_VERSION, such as v1.37.2}
staging=v0.${kubernetes#v1.} # k8s.io/api and its siblings: v1.37.2 -> v0.37.2

rm -f go.mod go.sum
published=$(go mod download -json "k8s.io/kubernetes@$kubernetes" | jq -r .GoMod)
described=$(go mod edit -json "$published")

{
    echo 'module dev.evenkeel/e2e/kubernetes'
    echo
    echo "go $(jq -r .Go <<<"$described")"
    echo
    echo "require k8s.io/kubernetes $kubernetes"
    echo
    echo 'tool ('
    echo '	go.etcd.io/etcd/server/v3'
    echo '	k8s.io/kubernetes/cmd/kube-apiserver'
    echo '	k8s.io/kubernetes/cmd/kube-controller-manager'
    echo ')'
    echo
    # Kubernetes builds these from its own repository; as modules of their own they have the same source.
    echo 'replace ('
    jq -r --arg version "$staging" '.Replace[] | select(.New.Path | startswith("./staging/"))
        | "\t\(.Old.Path) => \(.Old.Path) \($version)"' <<<"$described"
    echo ')'
} >go.mod
go mod tidy
