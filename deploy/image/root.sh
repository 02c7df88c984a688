#!/usr/bin/env bash
# root.sh JAVA_HOME FOLDER: what lies beneath the worker in an image that starts from nothing.
#
# FOLDER/java: a Java runtime that jlink makes from the JDK, without what draws or plays.
# FOLDER/system: glibc and the few other libraries that this runtime and Netty's native parts link, as this machine has
# them, and the files in /etc that a process expects. No shell, no package manager.
set -euo pipefail

jdk=$1
folder=$2
user=10001

# All of Java SE, for libraries that look for more than they use; and of the JDK: elliptic curves, flight recordings,
# what management tells of memory and processors, sun.misc.Unsafe, jar file systems.
modules=java.se,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.unsupported,jdk.zipfs

main() {
    getconf GNU_LIBC_VERSION >/dev/null 2>&1 || die 'this machine has no glibc, which the runtime links'
    rm -rf "$folder"
    mkdir -p "$folder"
    "$jdk/bin/jlink" --add-modules "$modules" --exclude-files '/java.desktop/lib/**' --no-header-files --no-man-pages \
        --output "$folder/java"
    copy_libraries
    write_files
}

copy_libraries() {
    local library libc
    # "name => /path (address)", and the loader as "/path (address)"
    while read -r library; do
        copy "$library"
    done < <(find "$folder/java" -name '*.so' -print0 | xargs -0 ldd "$folder/java/bin/java" |
        grep -oE '/[^ :]+' | grep -v "^$(readlink -f "$folder")/" | sort -u)
    # Netty's libraries name the parts that glibc once had; before 2.34 names are resolved by libraries of their own.
    libc=$(dirname "$(ldd "$folder/java/bin/java" | grep -oE '/[^ ]+/libc\.so\.6')")
    for library in libdl.so.2 libpthread.so.0 librt.so.1 libnss_dns.so.2 libnss_files.so.2 libresolv.so.2; do
        if [ -e "$libc/$library" ]; then copy "$libc/$library"; fi
    done
}

copy() {
    mkdir -p "$folder/system$(dirname "$1")"
    cp -L "$1" "$folder/system$1"
}

write_files() {
    mkdir -p "$folder/system/etc" "$folder/system/tmp"
    printf 'root:x:0:0::/:/sbin/nologin\nevenkeel:x:%s:%s::/tmp:/sbin/nologin\n' "$user" "$user" >"$folder/system/etc/passwd"
    printf 'root:x:0:\nevenkeel:x:%s:\n' "$user" >"$folder/system/etc/group"
    printf 'hosts: files dns\n' >"$folder/system/etc/nsswitch.conf"
    : >"$folder/system/tmp/.keep" # images hold files; an empty folder would be left out
}

die() {
    echo "root.sh: $*" >&2
    exit 1
}

main
