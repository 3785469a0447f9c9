# SPDX-License-Identifier: GPL-2.0-only
# Ways to spoil a policy blob; blob.h says where everything in it is. Sourced on the host and in dom0.

# bytes HEX: the bytes that these digits stand for.
bytes() {
    for byte in $(echo "$1" | sed 's/../& /g'); do
        printf "\\$(printf %o "0x$byte")"
    done
}

# part FILE FROM [COUNT]
part() {
    tail -c "+$(($2 + 1))" "$1" | head -c "${3:-999999999}"
}

# The blob with the bit-wise opposite of one byte.
flipped() {
    part "$1" 0 "$2"
    bytes "$(printf %02x $((0xff ^ 0x$(part "$1" "$2" 1 | od -An -t x1 | tr -d ' '))))"
    part "$1" $(($2 + 1))
}

# with_digest FILE: the blob with a digest that fits.
with_digest() {
    blank=0000000000000000000000000000000000000000000000000000000000000000
    digest=$({ part "$1" 0 32; bytes $blank; part "$1" 64; } | b2sum --length=256 | cut -c 1-64)
    part "$1" 0 32
    bytes "$digest"
    part "$1" 64
}

# with_bytes FILE OFFSET HEX: the blob with these bytes there, and a digest that fits.
with_bytes() {
    { part "$1" 0 "$2"; bytes "$3"; part "$1" $(($2 + ${#3} / 2)); } > "$1.changed"
    with_digest "$1.changed"
    rm "$1.changed"
}

# The blob as if it had been compiled for another hypercall table.
other_table() {
    with_bytes "$1" 24 ffffffffffffffff
}

# The blob whose first response to violations is an action of this number.
action() {
    first=$(part "$1" $((72 + 8 * 16 + 4)) 4 | od -An -t u4)
    with_bytes "$1" $((first + 8)) "$(printf %02x000000 "$2")"
}

# damage FROM TO whole | truncated SIZE | flipped OFFSET | other_table | action NUMBER
damage() {
    case $3 in
        whole) cat "$1" ;;
        truncated) part "$1" 0 "$4" ;;
        flipped) flipped "$1" "$4" ;;
        other_table) other_table "$1" ;;
        action) action "$1" "$4" ;;
    esac > "$2"
}
