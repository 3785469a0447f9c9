# SPDX-License-Identifier: GPL-2.0-only
# Open vSwitch in dom0, with the datapath of Debian's kernel, for the scenarios of the host `switch`.

export OVS_RUNDIR=/run/ovs OVS_DBDIR=/run/ovs OVS_LOGDIR=/run/ovs

# Open vSwitch 3.1 counts no processor before a host has been up for 10 seconds: its daemon has no thread then
# that takes packets from the kernel, and they are lost for good.
is_up_for_long() {
    [ "$(cut -d. -f1 /proc/uptime)" -gt 10 ]
}

start_vswitchd() {
    within $patience is_up_for_long
    ovs-vswitchd unix:$OVS_RUNDIR/db.sock --detach --pidfile --log-file 2> /dev/null
}

# As if it had never been there; and it has gone then.
kill_vswitchd() {
    vswitchd=$(cat $OVS_RUNDIR/ovs-vswitchd.pid)
    kill -9 "$vswitchd"
    within $patience fails_quietly kill -0 "$vswitchd"
}

fails_quietly() {
    ! "$@" 2> /dev/null
}

# start_switch BRIDGE
start_switch() {
    while read -r module; do
        insmod "/modules/$module.ko" || give_up "the module $module" < /dev/null
    done < /modules/switch
    mkdir -p $OVS_RUNDIR
    ovsdb-tool create $OVS_RUNDIR/conf.db /lab/vswitch.ovsschema
    ovsdb-server $OVS_RUNDIR/conf.db --remote=punix:$OVS_RUNDIR/db.sock --detach --pidfile --log-file 2> /dev/null
    ovs-vsctl --no-wait init
    start_vswitchd
    ovs-vsctl add-br "$1" -- set bridge "$1" fail_mode=secure
}

# has_rule TEXT: the bridge has one with this text.
has_rule() {
    ovs-ofctl dump-flows br0 2> /dev/null | grep -qF -- "$1"
}

lacks_rule() {
    ! has_rule "$1"
}

# in_switch TEXT: the bridge gets a rule with this text; not_in_switch: it loses those that it has.
in_switch() {
    if within $patience has_rule "$1"; then
        pass "the bridge has rules with $1"
    else
        { ovs-ofctl dump-flows br0; cat $audit/said; } | fail "the bridge has rules with $1"
    fi
}

not_in_switch() {
    if within $patience lacks_rule "$1"; then
        pass "the bridge has no rule with $1"
    else
        { ovs-ofctl dump-flows br0; cat $audit/said; } | fail "the bridge has no rule with $1"
    fi
}

# What the datapath remembers is by the rules that there are now.
settle_switch() {
    ovs-appctl -t ovs-vswitchd revalidator/wait
}

# received NAME: bytes that the bridge has sent to the guest so far.
received() {
    cat "/sys/class/net/vif$(domid "$1").0/statistics/tx_bytes"
}

has_received_more() {
    [ "$(received "$1")" -gt "$2" ]
}

# streams NAME: what it is sent arrives; stops: no longer.
streams() {
    if within $patience has_received_more "$1" $(($(received "$1") + 100000)); then
        pass "$1 receives"
    else
        cat $audit/said | fail "$1 receives"
    fi
}

stops() {
    settle_switch
    sleep 2
    before=$(received "$1")
    sleep 5
    if [ $(($(received "$1") - before)) -lt 10000 ]; then
        pass "$1 receives no longer"
    else
        echo "$(($(received "$1") - before)) bytes" | fail "$1 receives no longer"
    fi
}

# count_echoes NAME: sets $echoes, how many echo requests have reached the guest since it booted.
count_echoes() {
    does "$1" "awk '/^Icmp: [0-9]/ { print \"echoes \" \$10 }' /proc/net/snmp"
    echoes=$(sed -n 's/^echoes \([0-9]*\).*/\1/p' /tmp/output)
}

# The same by IPv6, in $echoes6.
count_echoes6() {
    does "$1" "awk '/^Icmp6InEchos / { print \"echoes \" \$2 }' /proc/net/snmp6"
    echoes6=$(sed -n 's/^echoes \([0-9]*\).*/\1/p' /tmp/output)
}

# no_more_echoes NAME: than when they were counted; no_more_echoes6: by IPv6.
no_more_echoes() {
    counted=$echoes
    count_echoes "$1"
    are_as_many "$1" "$echoes" "$counted"
}

no_more_echoes6() {
    counted=$echoes6
    count_echoes6 "$1"
    are_as_many "$1" "$echoes6" "$counted"
}

are_as_many() { # NAME NOW BEFORE
    if [ -n "$2" ] && [ "$2" = "$3" ]; then
        pass "$1 has heard no other echo request"
    else
        echo "$2 rather than $3" | fail "$1 has heard no other echo request"
    fi
}
