# SPDX-License-Identifier: GPL-2.0-only
# The words of a scenario, as dom0 understands them. tests/boot/README.md explains each; a scenario is a
# shell script that uses them. Sourced by dom0/scenario.
#
# A word that promises something gives one verdict: a line `ok` or `not ok`, and `#` lines of detail.
# A word that only prepares says nothing, unless it fails: then the scenario ends there.

patience=180 # seconds that anything may take, on a machine that is busy with other things too

# Talking to the host ----------------------------------------------------------------------------------

pass() {
    echo "ok $scenario: $*"
}

# fail TEXT: the detail is on its standard input.
fail() {
    echo "not ok $scenario: $*"
    sed 's/^/# /'
}

# give_up TEXT: like fail, and nothing after it would make sense.
give_up() {
    fail "$@"
    exit 1
}

about() {
    echo "about $scenario: $*"
}

# on HOST: the boot that it is played in: for tests/boot/lab, which chose it.
on() {
    :
}

# xenstored_options WORD...: for dom0/init, which has started it with them.
xenstored_options() {
    :
}

# row WHOSE WHAT HOW: of a table.
row() {
    echo "row $1|$2|$3"
}

# say TEXT: a heading of the tour.
say() {
    echo "say $*"
}

# show COMMAND...: a command of the tour, as an administrator would type it, and what it prints.
show() {
    echo "show $*"
    timeout $patience "$@" > /tmp/output 2>&1
    sed 's/^/print /' /tmp/output
}

# verdict_by_output TITLE WANTED STATUS [WORDS...]: by a command's status (WANTED is 0, or 1 for any
# other) and by the words that it must have left in /tmp/output.
verdict_by_output() {
    title=$1 wanted=$2 got=$(($3 != 0))
    shift 3
    if [ "$got" -ne "$wanted" ]; then
        fail "$title" < /tmp/output
        return
    fi
    for words in "$@"; do
        if ! grep -qiF -- "$words" /tmp/output; then
            { echo "It doesn't say: $words"; cat /tmp/output; } | fail "$title"
            return
        fi
    done
    pass "$title"
}

# succeeds "COMMAND" [WORDS...]: it ends with status 0 and prints these words.
succeeds() {
    command=$1
    shift
    timeout $patience sh -c "$command" > /tmp/output 2>&1
    verdict_by_output "$command${1:+: $*}" 0 $? "$@"
}

# fails "COMMAND" [WORDS...]
fails() {
    command=$1
    shift
    timeout $patience sh -c "$command" > /tmp/output 2>&1
    verdict_by_output "refused: $command${1:+: $*}" 1 $? "$@"
}

# within SECONDS COMMAND...: tries it until it succeeds.
within() {
    end=$(($(date +%s) + $1))
    shift
    until "$@"; do
        [ "$(date +%s)" -lt "$end" ] || return 1
        sleep 0.1
    done
}

# The policy ---------------------------------------------------------------------------------------------

blob_of() {
    echo "/lab/policies/${1%.xpol}.xpb"
}

digest_of_blob() {
    od -An -v -t x1 -j 32 -N 32 "$1" | tr -d ' \n'
}

# live POLICY: whether this policy is in force.
live() {
    xenon-policy status | grep -q "$(digest_of_blob "$(blob_of "$1")")"
}

# policy FILE: the scenario's policy; it is put in force unless it is already.
policy() {
    live "$1" && return
    xenon-policy load --yes "$(blob_of "$1")" > /tmp/output 2>&1 || give_up "policy $1" < /tmp/output
}

# load FILE ok | load FILE refused "reason words"...
load() {
    xenon-policy load --yes "$(blob_of "$1")" > /tmp/output 2>&1
    status=$?
    title="load $*"
    case $2 in
        ok) wanted_status=0 ;;
        refused) wanted_status=1 ;;
    esac
    shift 2
    verdict_by_output "$title" $wanted_status $status "$@"
}

# load_damaged FILE HOW [NUMBER] "reason words": HOW is a way of damage.sh.
load_damaged() {
    for reason in "$@"; do :; done
    damage "$(blob_of "$1")" /tmp/damaged.xpb "$2" "$3"
    xenon-policy load --yes /tmp/damaged.xpb > /tmp/output 2>&1
    verdict_by_output "refused: load of $*" 1 $? "$reason"
}

# in_force FILE: the digest of the live policy is that of this one.
in_force() {
    if live "$1"; then
        pass "$1 is in force"
    else
        xenon-policy status | fail "$1 is in force"
    fi
}

# Guests -------------------------------------------------------------------------------------------------

disk_of() {
    echo "/tmp/$1.img"
}

# config NAME KIND [KEY=VALUE...]: a guest's xl.cfg. Probes keep a processor busy, so dom0 has its own.
config() {
    name=$1 kind=$2 memory=16 vcpus=1 extra='' rest=''
    shift 2
    case $kind in
        linux-builder) cat /guests/guest.cpio /lab/guests/builder.cpio $(ls "/tmp/$name.cpio" 2> /dev/null) > /tmp/archive
            kernel=/guests/vmlinux rest='ramdisk="/tmp/archive"' memory=192 extra='console=hvc0 quiet' ;;
        taken-*) cat "/lab/services/${kind#taken-}.cpio" /lab/guests/builder.cpio > /tmp/archive
            kernel=/guests/vmlinux rest='ramdisk="/tmp/archive"
driver_domain=1' memory=128 extra='console=hvc0 quiet rdinit=/bin/taken' ;;
        service-*) kernel=/guests/vmlinux memory=128 extra='console=hvc0 quiet' rest="driver_domain=1
ramdisk=\"/lab/services/${kind#service-}.cpio\"" ;;
        linux-*) kernel=/guests/vmlinux rest='ramdisk="/guests/guest.cpio"' memory=128 extra='console=hvc0 quiet' ;;
        *) kernel=/lab/guests/probe-$kind ;;
    esac
    case $kind in
        *pvh*) rest="$rest
type=\"pvh\"" ;;
    esac
    for setting in "$@"; do
        value=${setting#*=}
        case $setting in
            label=*) rest="$rest
seclabel=\"$value\"" ;;
            uuid=*) rest="$rest
uuid=\"$value\"" ;;
            memory=*) memory=$value ;;
            vcpus=*) vcpus=$value ;;
            disk=*) truncate -s "${value}M" "$(disk_of "$name")"
                rest="$rest
disk=['format=raw,vdev=xvda,access=rw,target=$(disk_of "$name")']" ;;
            bridge=*) rest="$rest
vif=['bridge=$value']" ;;
            vif=*) rest="$rest
vif=['$value']" ;;
            setting=*) rest="$rest
$value" ;;
        esac
    done
    cat << END
name="$name"
kernel="$kernel"
memory=$memory
vcpus=$vcpus
cpus="1"
extra="$extra"
$rest
END
}

# launch [-p] NAME KIND [KEY=VALUE...]: -p: it isn't started. What an earlier guest of this name said is forgotten.
launch() {
    how=-q
    [ "$1" != -p ] || { how=-qp; shift; }
    rm -f "$(console_of "$1")"
    config "$@" > "/tmp/$1.cfg"
    # A service domain is left alone: xl would end it when xenon-restart does, or later.
    case $2 in service-* | taken-*) leave=-e ;; *) leave='' ;; esac
    timeout $patience xl create $how $leave "/tmp/$1.cfg" > /tmp/output 2>&1
}

# guest NAME KIND [label=L] [uuid=U] [memory=MIB] [vcpus=N] [disk=MIB] [bridge=NAME]
guest() {
    launch "$@" || { cat "/tmp/$1.cfg" >> /tmp/output; give_up "guest $*" < /tmp/output; }
    eval "domid_$1=$(xl domid "$1" 2> /tmp/output)"
    [ -n "$(domid "$1")" ] || give_up "guest $*: it ended at once" < /tmp/output
}

# no_guest NAME KIND [KEY=VALUE...] "reason words": it can't be created.
no_guest() {
    for reason in "$@"; do :; done
    launch "$@"
    verdict_by_output "refused: guest $*" 1 $? "$reason"
}

# ready NAME KIND [KEY=VALUE...]: a guest that hasn't been started.
ready() {
    launch -p "$@" || give_up "ready $*" < /tmp/output
    eval "domid_$1=$(xl domid "$1")"
}

is_paused() {
    xl list "$1" | grep -q -- '--p---'
}

is_started() {
    xl list "$1" > /dev/null 2>&1 && ! is_paused "$1"
}

# runs NAME: it isn't paused, whatever its processor does; waits NAME: it is.
runs() {
    if is_started "$1"; then pass "$1 runs"; else xl list | fail "$1 runs"; fi
}

waits() {
    if is_paused "$1"; then pass "$1 doesn't run"; else xl list | fail "$1 doesn't run"; fi
}

# unpause_refused NAME: xl itself ends with 0, whatever becomes of it.
unpause_refused() {
    succeeds "xl unpause $1" "Operation not permitted"
    waits "$1"
}

domid() {
    if [ "$1" = dom0 ]; then
        echo 0
    else
        eval "echo \$domid_$1"
    fi
}

# label NAME LABEL: what stock xl reports.
label() {
    xl list -Z > /tmp/output 2>&1
    if [ "$(awk -v domid="$(domid "$1")" '$2 == domid { print $NF }' /tmp/output)" = "$2" ]; then
        pass "xl list -Z says that $1 is $2"
    else
        fail "xl list -Z says that $1 is $2" < /tmp/output
    fi
}

# Xen ends a domain some time after xl no longer shows it; until then the module keeps its label.
gone() {
    ! xenon-policy status | awk -v domid="$(domid "$1")" '$1 == domid { found = 1 } END { exit !found }'
}

destroy() {
    xl destroy "$(domid "$1")" > /tmp/output 2>&1 && within $patience gone "$1" || give_up "destroy $1" < /tmp/output
}

# lets_call NAME: a guest of the kind linux-builder lets its programs make hypercalls, which Linux lets only a host's.
lets_call() {
    says "$1" "booted"
    tell "$1" "run insmod /xen-privcmd.ko unrestricted=1"
    says "$1" "done 0"
}

# ends NAME: the guest stops by itself.
ends() {
    if within $patience gone "$1"; then
        pass "$1 shuts down"
    else
        tail -n 20 "$(console_of "$1")" | fail "$1 shuts down"
    fi
}

console_of() {
    echo "/var/log/xen/console/guest-$1.log"
}

# says NAME TEXT: the guest writes this on its console.
says() {
    if within $patience grep -qF -- "$2" "$(console_of "$1")" 2> /dev/null; then
        pass "$1 says: $2"
    else
        tail -n 20 "$(console_of "$1")" | fail "$1 says: $2"
    fi
}

# tell NAME TEXT: types a line at the guest's console.
tell() {
    echo "$2" > "$(xenstore-read "/local/domain/$(domid "$1")/console/tty")"
}

has_done() {
    tail -n "+$(($2 + 1))" "$(console_of "$1")" > /tmp/output
    grep -q '^guest: done ' /tmp/output
}

# does NAME COMMAND: a Linux guest runs it, and it ends well. What it printed is in /tmp/output.
does() {
    guest=$1
    shift
    before_it=$(wc -l < "$(console_of "$guest")")
    tell "$guest" "run $*"
    if within $patience has_done "$guest" "$before_it" && grep -q '^guest: done 0' /tmp/output; then
        pass "$guest does: $*"
    else
        tail -n 20 /tmp/output | fail "$guest does: $*"
    fi
}

boots_of() {
    grep -c '^guest: booted' "$(console_of "$1")"
}

has_booted_again() {
    [ "$(boots_of "$1")" -gt "$2" ]
}

# reboots NAME COMMAND...: the command has the guest reboot, and it does.
reboots() {
    guest=$1 boots=$(boots_of "$1")
    shift
    "$@" > /tmp/output 2>&1
    comes_back "$guest"
    if within $patience has_booted_again "$guest" "$boots"; then
        pass "$guest boots again"
    else
        tail -n 20 "$(console_of "$guest")" | fail "$guest boots again"
    fi
}

# Another domain than before has this name.
has_new_domain() {
    new=$(xl domid "$1" 2> /dev/null) && [ "$new" != "$(domid "$1")" ]
}

# comes_back NAME: a new domain goes on where the guest's old one ended: it was restored, or rebooted.
comes_back() {
    if within $patience has_new_domain "$1"; then
        eval "domid_$1=$new"
        pass "$1 comes back"
    else
        xl list | fail "$1 comes back"
    fi
}

# Hypercalls of a probe ------------------------------------------------------------------------------------

# call NAME REQUEST... EXPECTATION...: the request is probectl's, whose every result is as expected:
# refused, allowed (anything but EPERM), returns NUMBER, or returns ERROR by its name. A multicall has a
# result for each of its calls, but refused_whole has one for all.
call() {
    guest=$1 request='' wanted=''
    shift
    title="$guest: $*"
    while [ $# -gt 0 ]; do
        case $1 in
            refused | refused_whole | allowed) wanted="$wanted$1
" ;;
            returns) wanted="$wanted$2
"; shift ;;
            *) request="$request $1" ;;
        esac
        shift
    done
    timeout $patience probectl "$(domid "$guest")" $request > /tmp/output 2>&1
    printf %s "$wanted" > /tmp/wanted
    if as_wanted; then
        pass "$title"
    else
        fail "$title" < /tmp/output
    fi
}

# Compares /tmp/wanted and /tmp/output line by line.
as_wanted() {
    [ "$(wc -l < /tmp/wanted)" -eq "$(wc -l < /tmp/output)" ] || return 1
    paste /tmp/wanted /tmp/output | while read -r wanted number name; do
        case $wanted in
            refused) [ "$name" = EPERM ] ;;
            refused_whole) [ "$number $name" = 'multicall -1 EPERM' ] ;;
            allowed) [ "$name" != EPERM ] ;;
            E*) [ "$name" = "$wanted" ] ;;
            *) [ "$number" -eq "$((wanted))" ] ;;
        esac || exit 1
    done
}

# leaves NAME OFFSET BYTES REQUEST...: what the call leaves there in its first argument, in hexadecimal.
leaves() {
    guest=$1 offset=$2 bytes=$3
    shift 3
    timeout $patience probectl -b $((offset + ${#bytes} / 2)) "$(domid "$guest")" "$@" > /tmp/output 2>&1
    title="$guest: $* leaves $bytes"
    if [ "$(tail -n 1 /tmp/output | cut -c $((2 * offset + 1))-)" = "$bytes" ]; then
        pass "$title"
    else
        fail "$title" < /tmp/output
    fi
}

# For arguments: a number of 16 bits, and that many zeros, as bytes in hexadecimal.
le16() {
    printf '%02x%02x' $(($1 % 256)) $(($1 / 256))
}

zeros() {
    printf "%0$((2 * $1))d" 0
}

# flood NAME TIMES REQUEST...: all of these calls are refused.
flood() {
    guest=$1 times=$2
    shift 2
    timeout $patience probectl -t $patience "$(domid "$guest")" repeat "$times" "$@" > /tmp/output 2>&1
    verdict_by_output "$guest: $* refused $times times" 0 $? "$times EPERM, 0 other"
}

# The violation log ----------------------------------------------------------------------------------------

# records NAME [OPERATION [FILE:LINE]]: the records of the domain's refused calls, each a line of JSON.
records() {
    file=${3%:*} line=${3#*:}
    xenon-policy log --json | sed 's/": */":/g' | grep -F '"kind":"denied"' | grep -F "\"domid\":$(domid "$1")," |
        grep -F "${2:+\"operation\":\"$2\"}" | grep -F "${3:+\"file\":\"$file\"}" | grep -F "${3:+\"line\":$line,}"
}

# logged NAME OPERATION [FILE:LINE]
logged() {
    if records "$@" > /tmp/output; then
        pass "logged: $*"
    else
        records "$1" | tail -n 10 | fail "logged: $*"
    fi
}

# not_logged NAME [OPERATION]: without one, the domain has no violation at all.
not_logged() {
    if records "$@" > /tmp/output; then
        tail -n 10 /tmp/output | fail "no violation: $*"
    else
        pass "no violation: $*"
    fi
}

# recorded NAME KIND [TEXT...]: a record of this kind about the domain has all these in its JSON.
recorded() {
    title="recorded: $*"
    xenon-policy log --json | sed 's/": */":/g' | grep -F "\"domid\":$(domid "$1")," > /tmp/all
    grep -F "\"kind\":\"$2\"" /tmp/all > /tmp/output
    shift 2
    for text in "$@"; do
        grep -F -- "$text" /tmp/output > /tmp/fewer
        mv /tmp/fewer /tmp/output
    done
    if [ -s /tmp/output ]; then
        pass "$title"
    else
        tail -n 10 /tmp/all | fail "$title"
    fi
}

# stands_for NAME OPERATION NUMBER [RECORDS]: so many refused calls, in at most so many records.
stands_for() {
    records "$1" "$2" > /tmp/output
    title="$(wc -l < /tmp/output) records stand for $3 refused $2 of $1"
    if [ "$(sed 's/.*"count":\([0-9]*\).*/\1/' /tmp/output | awk '{ sum += $1 } END { print sum }')" = "$3" ] &&
        [ "$(wc -l < /tmp/output)" -le "${4:-$3}" ]; then
        pass "$title"
    else
        tail -n 10 /tmp/output | fail "$title"
    fi
}

# takes SECONDS-FROM SECONDS-TO COMMAND...: how long it takes, by whole seconds.
takes() {
    from=$1 to=$2 start=$(cut -d. -f1 /proc/uptime)
    shift 2
    timeout $patience "$@" > /tmp/output 2>&1
    spent=$(($(cut -d. -f1 /proc/uptime) - start))
    if [ $spent -ge "$from" ] && [ $spent -le "$to" ]; then
        pass "it takes $from to $to seconds: $*"
    else
        { echo "It took $spent."; cat /tmp/output; } | fail "it takes $from to $to seconds: $*"
    fi
}

# counts NAME VIOLATIONS QUIET: how many refused calls of the domain were violations, and how many were not.
counts() {
    xenon-policy status > /tmp/output 2>&1
    if awk -v row="$(domid "$1") $2 $3" '$1 " " $2 " " $3 == row { found = 1 } END { exit !found }' /tmp/output; then
        pass "$1 has $2 violations and $3 quiet denials"
    else
        fail "$1 has $2 violations and $3 quiet denials" < /tmp/output
    fi
}

# violations NAME: how many it has had; of dom0, since the host booted.
violations() {
    xenon-policy status | awk -v domid="$(domid "$1")" '$1 == domid { print $2 }'
}

# no_more_violations NAME NUMBER: than this many, which it had before.
no_more_violations() {
    if [ "$(violations "$1")" = "$2" ]; then
        pass "no violation: $1"
    else
        records "$1" | tail -n 10 | fail "no violation: $1"
    fi
}

on_console() {
    xl dmesg | grep -qF -- "$1"
}

# says_xen TEXT: on Xen's console.
says_xen() {
    if within $patience on_console "$1"; then
        pass "Xen's console says: $1"
    else
        xl dmesg | tail -n 20 | fail "Xen's console says: $1"
    fi
}

# said_xen TEXT: on its console when it booted.
said_xen() {
    if grep -qF -- "$1" /run/xen-boot.log; then
        pass "Xen said at its boot: $1"
    else
        tail -n 20 /run/xen-boot.log | fail "Xen said at its boot: $1"
    fi
}

# reboots_host TEXT COMMAND: the last word of a scenario, as the host goes down. tests/boot/lab sees whether it did,
# and with this on Xen's console.
reboots_host() {
    shift
    "$@" > /tmp/output 2>&1
    sleep $patience
    fail "the host reboots" < /tmp/output
}

# Leaving nothing behind -------------------------------------------------------------------------------------

only_dom0() {
    [ "$(xenon-policy status | sed '1,/^ *id /d' | wc -l)" -eq 1 ]
}

clean_up() {
    for domain in $(xl list | awk 'NR > 2 { print $2 }'); do
        xl destroy "$domain" > /dev/null 2>&1
    done
    within $patience only_dom0 || xenon-policy status | fail "every guest is gone at the end"
}
