# SPDX-License-Identifier: GPL-2.0-only
# xenond in dom0, for the scenarios that have it. What it says is in $audit/said.

audit=/var/lib/xenon
database=sqlite:$audit/audit.db
trap 'kill $xenond 2> /dev/null' EXIT

# configure_xenond [LINES]: of xenond.conf(5), besides what every scenario wants.
configure_xenond() {
    rm -rf $audit
    mkdir -p $audit /run/xenond
    printf '%s\n' "database: $database" "forward: { journald: false }" "$@" > $audit/conf
}

start_xenond() {
    xenond --config $audit/conf 2>> $audit/said &
    xenond=$!
}

kill_xenond() {
    kill -9 $xenond
    wait $xenond 2> /dev/null
}

# As a program ends that is told to: with status 0.
stop_xenond() {
    kill $xenond
    wait $xenond
    status=$?
    if [ $status -eq 0 ]; then
        pass "xenond ends"
    else
        { echo "status $status"; cat $audit/said; } | fail "xenond ends"
    fi
}

next_record() {
    xenon-policy status --json | sed -n 's/.*"next": *\([0-9]*\).*/\1/p'
}

last_stored() {
    xenon-audit list --database $database --json 2> /dev/null | sed -n 's/.*"sequence":\([0-9]*\),.*/\1/p' | tail -n 1
}

has_stored() {
    [ "$(last_stored)" = $(($1 - 1)) ]
}

# stores_all: each record that there is by now is stored, or recorded as lost, and the chain is whole.
stores_all() {
    next=$(next_record)
    if within $patience has_stored "$next" && xenon-audit verify --database $database > /tmp/output 2>&1; then
        pass "xenond has stored, or recorded as lost, the records below $next: $(head -n 1 /tmp/output)"
    else
        { cat /tmp/output; echo "the last that is stored is $(last_stored)"; cat $audit/said; } | fail "xenond stores all"
    fi
}

# stored NAME OPERATION NUMBER: the stored records of the domain stand for so many refused calls.
stored() {
    xenon-audit list --database $database --json --kind denied | grep -F "\"domid\":$(domid "$1")," |
        grep -F "\"operation\":\"$2\"" > /tmp/output
    title="stored records stand for $3 refused $2 of $1"
    if [ "$(sed 's/.*"count":\([0-9]*\).*/\1/' /tmp/output | awk '{ sum += $1 } END { print sum }')" = "$3" ]; then
        pass "$(wc -l < /tmp/output) $title"
    else
        tail -n 10 /tmp/output | fail "$title"
    fi
}
