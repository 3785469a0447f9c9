# SPDX-License-Identifier: GPL-2.0-only
# The life of a Linux guest, for scenarios that give it a policy with rates: nothing that it does is a violation.

# change_processors NAME: one fewer, and back.
change_processors() {
    succeeds "xl vcpu-set $1 1"
    does "$1" "until [ \$(nproc) = 1 ]; do sleep 1; done"
    succeeds "xl vcpu-set $1 2"
    does "$1" "until echo 1 > /sys/devices/system/cpu/cpu1/online; do sleep 1; done; nproc | grep 2"
}

# live NAME KIND LABEL VCPUS
live() {
    before=$(violations dom0)
    name=$1 kind=$2 label=$3 processors=$4 saved=/run/$1.saved
    guest $name $kind label=$label memory=128 vcpus=$processors disk=32 bridge=xenbr0
    dd if=/dev/urandom of=/tmp/file bs=1M count=4 2> /dev/null
    sum=$(sha256sum < /tmp/file | cut -d' ' -f1)
    httpd -p 8000 -h /tmp
    says $name "booted with $processors CPU"

    # Network and disk, and a load that goes on through all that follows.
    does $name "ifconfig eth0 10.0.0.2 up && wget -q -O /file http://10.0.0.1:8000/file && sha256sum < /file | grep $sum"
    does $name "dd if=/file of=/dev/xvda bs=1M conv=fsync && echo 3 > /proc/sys/vm/drop_caches && dd if=/dev/xvda bs=1M count=4 | sha256sum | grep $sum"
    succeeds "head -c $((4 << 20)) $(disk_of $name) | sha256sum" "$sum"
    does $name "httpd -p 8000 -h /"
    succeeds "wget -q -O /tmp/received http://10.0.0.2:8000/file; sha256sum < /tmp/received" "$sum"
    does $name "(while dd if=/file of=/dev/xvda bs=1M conv=fsync; do echo >> /rounds; done) > /dev/null 2>&1 & sleep 1; ping -c 3 10.0.0.1"

    # Saved and gone on; saved and restored.
    succeeds "xl save -c $name $saved"
    does $name "ping -c 3 10.0.0.1"
    not_logged $name
    succeeds "xl save $name $saved"
    ends $name
    succeeds "xl restore $saved"
    comes_back $name
    rm $saved
    does $name "cp /rounds /before; sleep 3; ! cmp -s /rounds /before"
    does $name "ping -c 3 10.0.0.1"

    # Fewer processors, less memory, and back.
    [ "$processors" -eq 1 ] || change_processors $name
    succeeds "xl mem-set $name 112"
    within $patience sh -c "xl list $name | grep -q ' 112 '"
    succeeds "xl list $name" " 112 "
    succeeds "xl mem-set $name 128"
    within $patience sh -c "xl list $name | grep -q ' 128 '"
    succeeds "xl list $name" " 128 "

    # Paused; rebooted by itself and by the toolstack; shut down by it.
    succeeds "xl pause $name; sleep 1; xl unpause $name"
    not_logged $name
    reboots $name tell $name reboot
    not_logged $name
    reboots $name xl reboot $name
    succeeds "xl shutdown $name"
    ends $name
    not_logged $name
    killall httpd
    no_more_violations dom0 "$before"
}
