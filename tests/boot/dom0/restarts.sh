# SPDX-License-Identifier: GPL-2.0-only
# Two service domains, a guest that loads both, and what is left behind when they are restarted.

snapshots=/snapshots

# start_services: with a snapshot of each, before it serves anybody.
start_services() {
    mkdir -p $snapshots
    mount -t tmpfs -o size=350m none $snapshots
    truncate -s 64M /tmp/blkback.img
    losetup /dev/loop7 /tmp/blkback.img
    guest blkback service-blkback memory=96 label=blkback \
        "setting=disk=['format=raw,vdev=xvda,access=rw,script=/lab/dom0/hotplug,target=/dev/loop7']"
    guest netback service-netback memory=96 label=netback "vif=bridge=xenbr0,script=/lab/dom0/hotplug"
    for service in blkback netback; do
        says $service "service: ready"
        succeeds "xenon-restart --snapshot $snapshots/$service $service"
    done
    guest g linux-pvh label=served "setting=vif=['backend=netback']" \
        "setting=disk=['format=raw,vdev=xvda,access=rw,backend=blkback,target=/dev/xvda']"
    says g "booted"
    dd if=/dev/urandom of=/tmp/file bs=64k count=4 2> /dev/null
    httpd -p 8000 -h /tmp
    does g "ifconfig eth0 10.0.0.2 up; until ping -c 1 -W 1 10.0.0.1; do :; done; wget -q http://10.0.0.1:8000/file"
}

stop_services() {
    for name in g netback blkback; do
        destroy $name
    done
    losetup -d /dev/loop7
    umount $snapshots
}

start_loads() {
    does g "rm -f /*-ended; touch /go; (load disk & load network http://10.0.0.1:8000/file) > /dev/null &"
}

loads_go_on() {
    does g "cp /disk /network /tmp; until ! cmp -s /disk /tmp/disk && ! cmp -s /network /tmp/network; do sleep 1; done"
}

# Each load says so on the console when it finds a wrong byte.
stop_loads() {
    does g "rm /go; until [ -e /disk-ended ] && [ -e /network-ended ]; do sleep 1; done; wc -l /disk /network"
    fails "grep 'guest: wrong' $(console_of g)"
}

# restarts KIND [--from]: each service once, while the loads go on; how long it was away is in /tmp/KIND-SERVICE.
restarts() {
    for service in blkback netback; do
        from=${2:+$2 $snapshots/$service}
        timeout $patience xenon-restart $from $service > /tmp/output 2>&1 ||
            { cat $(console_of $service); xl list; xl dmesg | tail; } >> /tmp/output
        if grep -q '^domain .* s$' /tmp/output && [ "$(wc -l < /tmp/output)" -eq 1 ]; then
            sed 's/.*: \(.*\) s/\1/' /tmp/output >> "/tmp/$1-$service"
        else
            give_up "$service restarts ($1)" < /tmp/output
        fi
    done
    pause_of_loads
}

# So that the next restart finds them at work.
pause_of_loads() {
    does g "cp /disk /network /tmp; until ! cmp -s /disk /tmp/disk && ! cmp -s /network /tmp/network; do sleep 0.2; done" > /tmp/verdict
    grep -q '^ok' /tmp/verdict || give_up "the loads go on" < /tmp/verdict
}

# spread FILE: of its seconds the fewest, those in the middle, and the most.
spread() {
    sort -n "$1" | awk '{ s[NR] = $1 } END { print s[1], "/", s[int((NR + 1) / 2)], "/", s[NR], "s (" NR ")" }'
}

# downtimes KIND
downtimes() {
    for service in blkback netback; do
        pass "$service, $1: away $(spread "/tmp/$1-$service")"
    done
}

# Drivers keep pages mapped that they used; those of a new domain have used none.
settle() {
    for service in blkback netback; do
        succeeds "xenon-restart $service"
    done
}

# Grants and event channels that Xen counts in all, memory that it has, nodes of xenstore, domains.
counts() {
    xl dmesg -c > /dev/null
    xl debug-keys g
    xl debug-keys e
    xl dmesg > /tmp/keys
    echo "grants $(grep -c '^(XEN)  *\[0x' /tmp/keys)"
    echo "channels $(grep -c ': s=[1-9]' /tmp/keys)"
    xl info | grep free_memory
    xl list | awk '{ print $1, $2, $3 }'
}

# nothing_leaked: it is as it was in /tmp/counts.
nothing_leaked() {
    counts > /tmp/output
    if cmp -s /tmp/counts /tmp/output; then
        pass "grants, event channels, memory and domains are as before: $(head -n 3 /tmp/output | tr -s '\n ' ', ')"
    else
        diff /tmp/counts /tmp/output | fail "grants, event channels, memory and domains are as before"
    fi
}

# The database may not be there yet.
restarts_by_timer() { xenon-audit list --database $database --kind restarted --domain "$1" 2> /dev/null | wc -l; }
have_restarted() { [ "$(restarts_by_timer blkback)" -ge 1 ] && [ "$(restarts_by_timer netback)" -ge 1 ]; }
nothing_restarts() { ! pidof xenon-restart > /dev/null; }
