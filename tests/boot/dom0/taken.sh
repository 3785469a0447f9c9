# SPDX-License-Identifier: GPL-2.0-only
# What someone tries who took a service domain over: a probe with its label.

# The status of a grant's copy comes at byte 36.
read_grant() { echo "grant_table_op.copy =$(le16 "$2")$(zeros 6)$(le16 "$(domid "$1")")b80b$(zeros 4)0004$(zeros 6)f07f800c$(zeros 4)10000100$(zeros 4) 1"; }
offer() { echo "event_channel_op.alloc_unbound =f07f$(le16 "$(domid "$1")")00000000"; }
map_memory() { echo "mmu_update =00100000000000000310000000000000 1 0 $(domid "$1")"; }
refused_grant=f8ff no_such_grant=fdff

# reaches_only SERVED LABEL OTHER PLACE: what has this label reaches the guest that it serves, if by grants and events
# only, and not the probe that it doesn't serve. The log names the place where the policy has the service.
reaches_only() {
    served=$1 label=$2 other=$3 place=$4
    guest taken pvh64 label="$label"
    probectl "$(domid "$other")" grant 8 "$(domid taken)"
    leaves taken 36 $no_such_grant $(read_grant "$served" 4000)
    call taken $(offer "$served")        returns 0
    not_logged taken
    leaves taken 36 $refused_grant $(read_grant "$other" 8)
    call taken $(offer "$other")         refused
    call "$other" $(offer taken)         refused
    logged taken grant_table_op.copy "$place"
    logged taken event_channel_op.alloc_unbound "$place"
    destroy taken

    guest taken pv64 label="$label"
    for name in "$served" "$other" dom0; do
        call taken $(map_memory "$name") refused
        call taken domctl.pausedomain "$(domid "$name")" refused
    done
    logged taken mmu_update "$place"
    logged taken domctl
    destroy taken
}
