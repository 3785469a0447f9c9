# SPDX-License-Identifier: GPL-2.0-only
# A dom0 taken apart: the channels to its builder, and a table of what each component tried.

# channel TOOLSTACK BUILDER: what one of them alone may write, and the other read. xenstore knows each of its clients
# by the page and event channel that it has of it, so that none can pass for another.
channel() {
    xenstore-write "/tool/builder/$1/request" '' "/tool/builder/$1/answer" ''
    xenstore-chmod "/tool/builder/$1" "n$2" "r$1"
    xenstore-chmod "/tool/builder/$1/request" "n$1" "r$2"
    xenstore-chmod "/tool/builder/$1/answer" "n$2" "r$1"
}

# archive NAME FOLDER: what the guest of this name, of the kind linux-builder, has besides.
archive() {
    (cd "$2" && find . | cpio -o -H newc) > "/tmp/$1.cpio"
}

# start_parts: the builder, with its guests' images in itself, a toolstack, and a driver of each kind.
start_parts() {
    mkdir -p /tmp/images/guests
    cp /guests/vmlinux /guests/guest.cpio /tmp/images/guests/
    cat > /tmp/images/catalogue << END
alpha-1 toolstack-alpha 128 /guests/vmlinux /guests/guest.cpio disk=blkback-alpha:/dev/nvme0n1 card=netback-alpha
bravo-2 toolstack-bravo 16 /probe -
END
    archive builder /tmp/images
    rm -r /tmp/images
    guest builder linux-builder label=builder memory=400
    succeeds "[ $(domid builder) = 1 ]"
    rm /tmp/builder.cpio
    guest toolstack_alpha linux-builder label=toolstack-alpha memory=128
    succeeds "xl pci-assignable-add 00:05.0 && xl pci-assignable-add 00:03.0 && xl pci-assignable-add 00:04.0"
    guest blkback service-blkback label=blkback-alpha "setting=pci=['00:05.0']"
    guest netback_alpha taken-netback label=netback-alpha "setting=pci=['00:03.0']"
}

# tries COMPONENT "WHAT" WORD...: the word's verdict is that it may. COMPONENT is a guest's name.
tries() {
    component=$(echo "$1" | tr _ -) what=$2
    shift 2
    "$@" > /tmp/tried
    cat /tmp/tried
    if grep -q '^not ok' /tmp/tried; then row "$component" "$what" FAILED; else row "$component" "$what" allowed; fi
}

place_of() {
    sed 's/.*"file":"\([^"]*\)".*"line":\([0-9]*\).*/\1:\2/' | tail -n 1
}

# refused_to COMPONENT "WHAT" OPERATION WORD...: the word's verdict is that it may not; and it is one more violation
# of the component's, with a record of the operation.
refused_to() {
    component=$1 what=$2 operation=$3 seen=$(violations "$1")
    shift 3
    "$@" > /tmp/tried
    cat /tmp/tried
    records "$component" "$operation" > /tmp/records
    if ! grep -q '^not ok' /tmp/tried && [ "$(violations "$component")" -gt "$seen" ] && [ -s /tmp/records ]; then
        pass "logged: $component $operation"
        row "$(echo "$component" | tr _ -)" "$what" "refused by $(place_of < /tmp/records)"
    else
        fail "logged: $component $operation" < /tmp/records
        row "$(echo "$component" | tr _ -)" "$what" FAILED
    fi
}

# refused_by WHO COMPONENT "WHAT" WORD...: who isn't the hypervisor turns it down, as the word's verdict says.
refused_by() {
    who=$1 component=$(echo "$2" | tr _ -) what=$3
    shift 3
    "$@" > /tmp/tried
    cat /tmp/tried
    if grep -q '^not ok' /tmp/tried; then row "$component" "$what" FAILED; else row "$component" "$what" "refused by $who"; fi
}

# is_refused NAME COMMAND: a Linux guest's own program is refused a hypercall. probectl says so by its number.
is_refused() {
    does "$1" "$2 2>&1 | tee /output; grep -q -e EPERM -e 'not permitted' /output"
}
