# SPDX-License-Identifier: GPL-2.0-only
# Measures as rows of a table, WHOSE WHAT HOW MUCH; those of time by the clock of a guest g.

address=http://10.0.0.1:8000

make_files() {
    dd if=/dev/urandom of=/tmp/much bs=64k count=256 2> /dev/null
    echo little > /tmp/little
}

# What does() got from the guest: numbers, in lines of them.
numbers() {
    tr -d '\r' < /tmp/output | grep -E '^[0-9. ]+$' || give_up "the guest tells numbers" < /tmp/output
}

begin_measures() {
    says g "booted"
    does g "ifconfig eth0 10.0.0.2 up; until ping -c 1 -W 1 10.0.0.1; do :; done"
}

# rate_of BYTES WHOSE WHAT: of what the guest just did, between two readings of /proc/uptime.
rate_of() {
    row "$2" "$3" "$(numbers | awk -v bytes="$1" '{ end = $1; if (NR == 1) start = $1 }
        END { printf "%.1f MB/s", bytes / (end - start) / 1e6 }')"
}

# disk_rates WHOSE
disk_rates() {
    does g "cat /proc/uptime; dd if=/dev/zero of=/dev/xvda bs=64k count=512 conv=fsync; cat /proc/uptime"
    rate_of $((512 * 65536)) "$1" "writes to a disk"
    does g "echo 3 > /proc/sys/vm/drop_caches; cat /proc/uptime; dd if=/dev/xvda of=/dev/null bs=64k count=512; cat /proc/uptime"
    rate_of $((512 * 65536)) "$1" "reads from it"
}

# network_rate WHOSE
network_rate() {
    does g "cat /proc/uptime; wget -q -O /dev/null $address/much; cat /proc/uptime"
    rate_of $((256 * 65536)) "$1" "receives by network"
}

# given NAME: MiB.
given() {
    xl list "$1" | awk 'END { print $3 }'
}

# in_use FILE: MiB that are no longer available, by what Linux says of its memory.
in_use() {
    awk '/^MemTotal/ { all = $2 } /^MemAvailable/ { print int((all - $2) / 1024) }' "$1"
}

# memory NAME COMPONENT: of a guest that does what it is told.
memory() {
    does "$1" "cat /proc/meminfo"
    row "$2" "memory" "$(given "$1") MiB, of which $(in_use /tmp/output) in use"
}

# away KIND SERVICE COMPONENT: in its restarts by restarts().
away() {
    row "$3" "restarted, $1" "away $(spread "/tmp/$1-$2")"
}

# stop_requests WHOSE WHEN COMMAND...: one small request after the other until the command has ended, and the last is
# answered.
stop_requests() {
    whose=$1 when=$2
    shift 2
    does g 'rm -f /asked /answered; touch /go; (while [ -e /go ]; do cut -d" " -f1 /proc/uptime;' \
        "wget -q -O /dev/null $address/little; done > /asked; cut -d' ' -f1 /proc/uptime >> /asked; touch /answered)" \
        "> /dev/null &"
    "$@" > /tmp/said 2>&1 || give_up "$*" < /tmp/said
    does g "rm /go; until [ -e /answered ]; do sleep 0.1; done; awk 'NR > 1 { print \$1 - last } { last = \$1 }' /asked | sort -n > /times; wc -l < /times;" \
        'sed -n "$((($(wc -l < /times) + 1) / 2))p;\$p" /times'
    row "$whose" "a request, when $when" \
        "$(numbers | awk '{ n[NR] = $1 } END { printf "%.2f s, at most %.2f s (%d)", n[2], n[3], n[1] }')"
}

# received: bytes, and the guest's clock.
received() {
    does g "cat /sys/class/net/eth0/statistics/rx_bytes; cut -d' ' -f1 /proc/uptime" > /tmp/verdict
    numbers | tr '\n' ' '
}

# bytes_a_second COMMAND...: that the guest gets while it runs.
bytes_a_second() {
    does g "touch /go; (while [ -e /go ]; do wget -q -O /dev/null $address/much; done) > /dev/null 2>&1 &" > /tmp/verdict
    first="$(received)"
    "$@"
    second="$(received)"
    does g "rm /go; killall wget" > /tmp/verdict
    echo "$first $second" | awk '{ print ($3 - $1) / ($4 - $2) }'
}

# restart_every SECONDS: each restart begins so long after the last one has ended; at least three, and half a minute.
restart_every() {
    for round in 1 2 3 4 5 6; do
        [ $((round * ($1 + 4))) -lt 40 ] || [ $round -le 3 ] || break
        sleep "$1"
        xenon-restart --from $snapshots/netback netback
    done > /tmp/downs
}

# loss_at SECONDS: of what it got just before, while nothing restarted. The paper's are from its figure of NetBack's
# restarts.
loss_at() {
    undisturbed=$(bytes_a_second sleep 15)
    disturbed=$(bytes_a_second restart_every "$1")
    case $1 in
        1) paper='58 %' ;;
        10) paper='8 %' ;;
        *) paper='not told' ;;
    esac
    row NetBack "throughput, restarted $1 s after it was back" "$(awk -v all="$undisturbed" -v some="$disturbed" -v paper="$paper" \
        -v downs="$(sed 's/.*: \(.*\) s/\1/' /tmp/downs | awk '{ sum += $1 } END { print sum / NR }')" \
        'BEGIN { printf "%.0f %% lost, away %.1f s each (paper, away 0.26 s: %s)", 100 - 100 * some / all, downs, paper }')"
}
