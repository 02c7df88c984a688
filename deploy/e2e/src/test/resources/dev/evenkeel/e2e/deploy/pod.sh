#!/usr/bin/env bash
# pod.sh ROOT USER GROUP FOLDER MOUNTS VARIABLES COMMAND...: what a container runtime does, inside of mount and process
# namespaces of its own. ROOT becomes the root, read-only; COMMAND runs in FOLDER as USER and GROUP, without capabilities.
# MOUNTS: a file with lines "source target", read-only, or "tmpfs target". VARIABLES: a file with lines name=value.
set -euo pipefail
root=$1 user=$2 group=$3 folder=$4 mounts=$5 variables=$6
shift 6

mount --make-rprivate /
mount --bind "$root" "$root"
mount -o remount,bind,ro,nosuid,nodev "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while read -r source target; do
    if [ "$source" = tmpfs ]; then
        mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root$target"
    else
        mount --bind "$source" "$root$target"
        mount -o remount,bind,ro,nosuid,nodev,noexec "$root$target"
    fi
done <"$mounts"

# Where this is a user namespace with root alone in it, the user is made in one more.
read -r _ _ users </proc/self/uid_map
if [ "$users" -gt "$user" ]; then
    become=(--setgid="$group" --setuid="$user")
else
    become=(--user --map-user="$user" --map-group="$group")
fi
mapfile -t environment <"$variables"
exec "$(command -v setpriv)" --no-new-privs \
    "$(command -v env)" -i "${environment[@]}" \
    "$(command -v unshare)" --root="$root" --wd="$folder" "${become[@]}" "$@"
