/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ring of records, in memory that no guest reaches. The newest RECORDS are held; sequence numbers say
 * what a reader missed. The deny path only appends: printing there would stall the guest's virtual CPU
 * in the middle of its call, so that a timer prints later, and little.
 *
 * No domain may drive out what is known of others. Of what it does again and again, a record is kept of the
 * first time, and one that stands for all the others and is as the last one was. And all records of one label
 * are at most a share of the ring: whoever uses it up, by many operations or by starting anew, writes over
 * its own last record. That domains come and go has a share of its own: it must not hide what they did. What
 * has been read is written over by none: its reader goes on after it.
 *
 * Readers are woken by a virtual interrupt, from a timer too: what is logged may be refused under Xen's locks
 * of event channels, by which the interrupt is sent.
 */
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/init.h>
#include <xen/lib.h>
#include <xen/sched.h>
#include <xen/timer.h>
#include <xen/vmap.h>
#include <xen/xmalloc.h>

#include "module.h"

#define RECORDS    4096u          /* a power of two; 512 KiB */
#define LINES      8u             /* the most lines on the console each time */
#define LINES_WAIT MILLISECS(500) /* from a refused call to its line, and between times */

#define WAKE_GAP MILLISECS(100) /* at least, between two interrupts to readers */

#define SHARE   768u        /* records of one label */
#define LIVES   256u        /* and besides, those of its domains' beginnings and ends */
#define SHARES  1024u       /* counted; a label is known by a hash, and seldom shares with another */
#define EPISODE SECONDS(10) /* what happens again after that long has a record of its own */

struct msm_share {
    uint32_t held; /* records of its labels in the ring */
    uint64_t last; /* its newest record of a call, or of a beginning or end */
};

static DEFINE_SPINLOCK(lock); /* what follows, and the labels' .newest */
static struct xenon_record *ring;
static struct msm_said *notes; /* what the ring's records of calls were made of */
static struct msm_share *shares;
static uint64_t next;    /* sequence number of the next record */
static uint64_t seen;    /* records before this one have been read */
static uint64_t printed; /* records before this one have been printed or skipped */
static uint64_t folded;  /* records that an older one stands for, since the last line */
static uint64_t heard;   /* readers have been woken for the records before this one */
static s_time_t woken;   /* when that was */
static struct timer printer, waker;
static bool timers_ready, printer_set, waker_set;

int __init msm_log_init(void)
{
    ring = vzalloc(RECORDS * sizeof(*ring));
    notes = vzalloc(RECORDS * sizeof(*notes));
    shares = xzalloc_array(struct msm_share, SHARES);
    return ring && notes && shares ? 0 : -ENOMEM;
}

static uint64_t oldest(void)
{
    return next > RECORDS ? next - RECORDS : 0;
}

static bool is_life(enum xenon_record_kind kind)
{
    return kind == XENON_CREATED || kind == XENON_STARTED || kind == XENON_ENDED;
}

/* FNV-1a, whose lowest bit keeps a label's two shares apart. */
static struct msm_share *share_of(enum xenon_record_kind kind, const char *label)
{
    uint32_t hash = 0x811c9dc5 ^ is_life(kind);

    for (; *label; label++)
        hash = (hash ^ (uint8_t)*label) * 0x01000193;
    return &shares[hash % SHARES];
}

/* The record of this number, if it is still held. */
static struct xenon_record *find(uint64_t sequence)
{
    return sequence >= oldest() && sequence < next ? &ring[sequence % RECORDS] : NULL;
}

/* The next free record. Under the lock, as all that follows. */
static struct xenon_record *append(enum xenon_record_kind kind, const char *label)
{
    struct xenon_record *record = &ring[next % RECORDS];

    if (next >= RECORDS)
        share_of(record->kind, record->label)->held--;
    share_of(kind, label)->held++;
    memset(record, 0, sizeof(*record));
    notes[next % RECORDS].generation = 0;
    record->sequence = next++;
    record->kind = kind;
    record->time = record->since = NOW();
    record->count = 1;
    strlcpy(record->label, label, sizeof(record->label));
    return record;
}

/* The record, emptied, for one that it stands for besides those before. */
static struct xenon_record *fold(struct xenon_record *record, enum xenon_record_kind kind)
{
    struct xenon_record old = *record;

    memset(record, 0, sizeof(*record));
    notes[old.sequence % RECORDS].generation = 0;
    record->sequence = old.sequence;
    record->kind = kind;
    record->time = NOW();
    record->since = old.since;
    record->count = old.count + 1;
    memcpy(record->label, old.label, sizeof(record->label));
    folded++;
    return record;
}

/*
 * A record for a call of this operation. .newest has a record's number plus one, and below it whether that
 * was the second at least. What was read is done with: who follows the log sees a flood go on.
 */
static struct xenon_record *note(enum xenon_record_kind kind, struct msm_label *label, unsigned int operation)
{
    struct msm_share *share = share_of(kind, label->name);
    uint64_t newest = label->newest[operation];
    struct xenon_record *record = newest ? find(newest / 2 - 1) : NULL;
    bool again = record && NOW() - (s_time_t)record->time < EPISODE;

    if (share->held >= SHARE) {
        record = record ?: find(share->last);
        again = record && !strcmp(record->label, label->name);
    } else if (!again || newest % 2 == 0)
        record = NULL;
    if (record && record->sequence < seen)
        record = NULL;
    record = record && again ? fold(record, kind) : append(kind, label->name);
    label->newest[operation] = (record->sequence + 1) * 2 + again;
    label->share = share;
    share->last = record->sequence;
    return record;
}

/* A record of a domain's beginning or end. */
static struct xenon_record *note_life(enum xenon_record_kind kind, const char *label)
{
    struct msm_share *share = share_of(kind, label);
    struct xenon_record *last = share->held < LIVES ? NULL : find(share->last);

    if (last && (last->sequence < seen || strcmp(last->label, label)))
        last = NULL;
    last = last ? fold(last, kind) : append(kind, label);
    share->last = last->sequence;
    return last;
}

static void set_domain(struct xenon_record *record, const struct msm_label *label)
{
    record->domid = label->domain->domain_id;
    record->vcpu = current->vcpu_id;
    record->generation = msm_live->generation;
    record->peer = XENON_NO_DOMAIN;
}

/* The end of a path says more than its beginning. Cut between two characters of UTF-8. */
static void copy_tail(char *to, size_t room, const char *from)
{
    size_t length = strlen(from);

    if (length >= room)
        from += length - (room - 1);
    while ((*from & 0xc0) == 0x80)
        from++;
    strlcpy(to, from, room);
}

void msm_copy_source(struct msm_source *place, const struct msm_policy *policy, uint32_t index)
{
    const struct blob_rule *rule = &policy->rules[index];

    place->line = rule->line;
    place->column = rule->column;
    place->effect = rule->effect;
    copy_tail(place->file, sizeof(place->file), policy->strings + policy->files[rule->file].name);
}

static void set_place(struct xenon_record *record, const struct msm_source *place)
{
    record->line = place->line;
    record->column = place->column;
    record->effect = place->effect;
    memcpy(record->file, place->file, sizeof(record->file));
}

/* After what was noted: has readers woken for what is new, and it printed, unless that is coming. */
static void release(unsigned long flags)
{
    bool wake = timers_ready && !waker_set && heard < next, print = timers_ready && !printer_set;
    s_time_t earliest = woken + WAKE_GAP;

    waker_set |= wake;
    printer_set |= print;
    spin_unlock_irqrestore(&lock, flags);
    if (wake)
        set_timer(&waker, earliest);
    if (print)
        set_timer(&printer, NOW() + LINES_WAIT);
}

static bool is_like(const struct msm_said *a, const struct msm_said *b)
{
    return a->generation && a->generation == b->generation && a->rule == b->rule &&
           a->operation == b->operation && a->kind == b->kind && a->hypercall == b->hypercall;
}

/* The record that note() would fold, if it were written over by what it says already. */
static struct xenon_record *find_like(const struct msm_label *label, const struct msm_said *wanted,
                                      s_time_t now)
{
    uint64_t newest = label->newest[wanted->operation], sequence = newest / 2 - 1;
    struct xenon_record *record = newest % 2 ? find(sequence) : NULL;

    if (!record || !is_like(&notes[sequence % RECORDS], wanted) || sequence < seen)
        return NULL;
    if (now - (s_time_t)record->time >= EPISODE || record->domid != label->domain->domain_id)
        return NULL;
    return record;
}

static void set_call(struct xenon_record *record, const struct msm_said *wanted)
{
    record->operand = wanted->operand;
    record->peer = wanted->peer;
    record->vcpu = current->vcpu_id;
}

bool msm_log_again(const struct msm_label *label, const struct msm_said *wanted, s_time_t now)
{
    struct xenon_record *record;
    unsigned long flags;

    spin_lock_irqsave(&lock, flags);
    record = find_like(label, wanted, now);
    if (record) {
        record->time = now;
        record->count++;
        set_call(record, wanted);
        label->share->last = record->sequence;
        folded++;
    }
    release(flags);
    return record;
}

void msm_log_call(struct msm_label *label, const struct msm_said *wanted, const struct msm_source *place)
{
    struct xenon_record *record;
    unsigned long flags;

    spin_lock_irqsave(&lock, flags);
    record = note(wanted->kind, label, wanted->operation);
    notes[record->sequence % RECORDS] = *wanted;
    set_domain(record, label);
    set_place(record, place);
    set_call(record, wanted);
    record->hypercall = wanted->hypercall;
    release(flags);
}

void msm_log_life(enum xenon_record_kind kind, const struct msm_label *label, domid_t peer)
{
    struct xenon_record *record;
    unsigned long flags;

    spin_lock_irqsave(&lock, flags);
    record = note_life(kind, label->name);
    set_domain(record, label);
    record->peer = peer;
    release(flags);
}

void msm_log_acted(const struct msm_label *label, enum blob_action action, uint64_t violations,
                   const struct msm_source *place)
{
    struct xenon_record *record;
    unsigned long flags;

    spin_lock_irqsave(&lock, flags);
    record = append(XENON_ACTED, label->name);
    set_domain(record, label);
    set_place(record, place);
    record->action = action;
    record->operand = violations;
    release(flags);
}

void msm_log_ordered(const struct msm_label *label, uint32_t command, uint32_t value)
{
    struct xenon_record *record;
    unsigned long flags;

    spin_lock_irqsave(&lock, flags);
    record = append(XENON_ORDERED, label->name);
    set_domain(record, label);
    record->peer = msm_caller();
    record->hypercall = __HYPERVISOR_xsm_op;
    record->operand = command;
    record->action = value;
    release(flags);
}

void msm_log_policy(const struct msm_live *live, enum xenon_record_kind kind)
{
    const struct msm_label *label = NULL;
    struct xenon_record *record;
    unsigned long flags;

    if (system_state >= SYS_STATE_active)
        label = msm_label_of(current->domain);
    spin_lock_irqsave(&lock, flags);
    record = append(kind, label ? label->name : "");
    record->peer = XENON_NO_DOMAIN;
    if (label)
        set_domain(record, label);
    record->generation = live->generation;
    record->operand = live->policy.policy->version;
    release(flags);
}

static bool copy_record(uint64_t *sequence, struct xenon_record *record)
{
    *sequence = max(*sequence, oldest());
    if (*sequence >= next)
        return false;
    *record = ring[*sequence % RECORDS];
    return true;
}

bool msm_log_read(uint64_t *sequence, struct xenon_record *record)
{
    unsigned long flags;
    bool found;

    spin_lock_irqsave(&lock, flags);
    found = copy_record(sequence, record);
    if (found)
        seen = max(seen, *sequence + 1);
    spin_unlock_irqrestore(&lock, flags);
    return found;
}

void msm_log_range(uint64_t *first, uint64_t *after)
{
    unsigned long flags;

    spin_lock_irqsave(&lock, flags);
    *first = oldest();
    *after = next;
    spin_unlock_irqrestore(&lock, flags);
}

static void print_call(const struct xenon_record *record)
{
    char operand[24] = "";

    if (record->operand != XENON_NO_SUBCOMMAND)
        snprintf(operand, sizeof(operand), ".%" PRIu64, record->operand);
    printk(XENLOG_WARNING "MSM: #%" PRIu64 " d%uv%u `%s` %s hypercall %u%s by %s:%u\n", record->sequence,
           record->domid, record->vcpu, record->label,
           record->kind == XENON_DENIED ? "refused" : "delayed in", record->hypercall, operand, record->file,
           record->line);
}

static void print_acted(const struct xenon_record *record)
{
    static const char *const actions[BLOB_ACTION_KINDS] = {
        [BLOB_LOG] = "noted",
        [BLOB_PAUSE] = "paused",
        [BLOB_CRASH] = "crashed",
        [BLOB_DESTROY] = "destroyed",
        [BLOB_REBOOT_HOST] = "reboots the host",
    };

    printk(XENLOG_WARNING "MSM: #%" PRIu64 " d%u `%s` %s after %" PRIu64 " violations by %s:%u\n",
           record->sequence, record->domid, record->label, actions[record->action], record->operand,
           record->file, record->line);
}

static void print_record(const struct xenon_record *record)
{
    if (record->kind == XENON_DENIED || record->kind == XENON_DELAYED)
        print_call(record);
    else if (record->kind == XENON_ACTED)
        print_acted(record);
    else if (record->kind == XENON_WAS_SEALED)
        printk("MSM: #%" PRIu64 " sealed by d%u\n", record->sequence, record->domid);
    else if (record->kind == XENON_CONFIRMED)
        printk("MSM: #%" PRIu64 " policy confirmed by d%u\n", record->sequence, record->domid);
    else if (record->kind == XENON_RESTORED)
        printk(XENLOG_WARNING "MSM: #%" PRIu64 " policy version %" PRIu64
                              " restored: its successor wasn't confirmed in time\n",
               record->sequence, record->operand);
}

/*
 * Claims what is left to print, of which LINES are copied; `more` is what would be too much, or is part of a
 * record that was printed. False when there is nothing, and the timer may rest.
 */
static bool claim_lines(struct xenon_record *records, unsigned int *count, uint64_t *more)
{
    unsigned long flags;

    spin_lock_irqsave(&lock, flags);
    *more = folded + next - printed;
    for (*count = 0; *count < LINES && copy_record(&printed, &records[*count]); ++*count)
        printed++;
    *more -= *count;
    printed = next;
    folded = 0;
    printer_set = *count || *more;
    spin_unlock_irqrestore(&lock, flags);
    return *count || *more;
}

static void cf_check print_lines(void *unused)
{
    static struct xenon_record records[LINES];
    unsigned int count, i;
    uint64_t more;

    if (!claim_lines(records, &count, &more))
        return;
    for (i = 0; i < count; i++)
        print_record(&records[i]);
    if (more)
        printk(XENLOG_WARNING "MSM: and %" PRIu64 " more: read the log\n", more);
    set_timer(&printer, NOW() + LINES_WAIT);
}

/* Those that may read the log, and no others: what it is about is nobody else's business. */
static void cf_check wake_readers(void *unused)
{
    const struct blob_profile *profile;
    const struct msm_label *label;
    struct domain *d;

    spin_lock_irq(&lock);
    heard = next;
    woken = NOW();
    waker_set = false;
    spin_unlock_irq(&lock);
    rcu_read_lock(&msm_rcu);
    rcu_read_lock(&domlist_read_lock);
    for_each_domain (d) {
        label = msm_label_of(d);
        profile = label ? msm_profile_of(label, rcu_dereference(msm_live)) : NULL;
        if (profile && msm_decide(profile, MSM_OP_xsm_op_log) == MSM_ALLOWED)
            send_guest_global_virq(d, XENON_VIRQ);
    }
    rcu_read_unlock(&domlist_read_lock);
    rcu_read_unlock(&msm_rcu);
}

static int __init cf_check start_timers(void)
{
    init_timer(&printer, print_lines, NULL, 0);
    init_timer(&waker, wake_readers, NULL, 0);
    timers_ready = true;
    return 0;
}
__initcall(start_timers);
