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

# The blob as if it had been compiled for another hypercall table, with a digest that fits.
other_table() {
    blank=0000000000000000000000000000000000000000000000000000000000000000
    { part "$1" 0 24; bytes ffffffffffffffff; bytes $blank; part "$1" 64; } > "$2.blank"
    part "$2.blank" 0 32
    bytes "$(sha256sum < "$2.blank" | cut -c 1-64)"
    part "$2.blank" 64
    rm "$2.blank"
}

# damage FROM TO whole | truncated SIZE | flipped OFFSET | other_table
damage() {
    case $3 in
        whole) cat "$1" ;;
        truncated) part "$1" 0 "$4" ;;
        flipped) flipped "$1" "$4" ;;
        other_table) other_table "$1" "$2" ;;
    esac > "$2"
}
