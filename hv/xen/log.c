/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ring of records, in memory that no guest reaches. The newest RECORDS are held; sequence numbers say
 * what a reader missed. The deny path only appends: printing there would stall the guest's virtual CPU
 * in the middle of its call, so that a timer prints later, and little.
 */
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/lib.h>
#include <xen/timer.h>
#include <xen/vmap.h>

#include "module.h"

#define RECORDS    4096u          /* a power of two; 512 KiB */
#define LINES      8u             /* the most lines on the console each time */
#define LINES_WAIT MILLISECS(500) /* from a refused call to its line, and between times */

static DEFINE_SPINLOCK(lock); /* what follows, and the labels' counts */
static struct xenon_record *ring;
static uint64_t next;    /* sequence number of the next record */
static uint64_t printed; /* records before this one have been printed or skipped */
static struct timer printer;
static bool printer_ready, printer_set;

int __init msm_log_init(void)
{
    ring = vzalloc(RECORDS * sizeof(*ring));
    return ring ? 0 : -ENOMEM;
}

static uint64_t oldest(void)
{
    return next > RECORDS ? next - RECORDS : 0;
}

/* The next free record. Under the lock. */
static struct xenon_record *append(enum xenon_record_kind kind, const struct msm_live *live)
{
    struct xenon_record *record = &ring[next % RECORDS];

    memset(record, 0, sizeof(*record));
    record->sequence = next++;
    record->time = NOW();
    record->kind = kind;
    record->generation = live->generation;
    return record;
}

static void set_caller(struct xenon_record *record, const struct msm_label *label)
{
    record->domid = label->domain->domain_id;
    record->vcpu = current->vcpu_id;
    strlcpy(record->label, label->name, sizeof(record->label));
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

static void set_rule(struct xenon_record *record, const struct msm_policy *policy, uint32_t index)
{
    const struct blob_rule *rule = &policy->rules[index];

    record->line = rule->line;
    record->column = rule->column;
    record->effect = rule->effect;
    copy_tail(record->file, sizeof(record->file), policy->strings + policy->files[rule->file].name);
}

void msm_log_denied(struct msm_label *label, const struct msm_live *live, unsigned int hypercall,
                    uint64_t operand, uint32_t rule)
{
    struct xenon_record *record;
    unsigned long flags;
    bool start;

    spin_lock_irqsave(&lock, flags);
    label->violations++;
    record = append(XENON_DENIED, live);
    record->hypercall = hypercall;
    record->operand = operand;
    set_caller(record, label);
    set_rule(record, &live->policy, rule);
    start = printer_ready && !printer_set;
    printer_set |= start;
    spin_unlock_irqrestore(&lock, flags);
    if (start)
        set_timer(&printer, NOW() + LINES_WAIT);
}

void msm_count_quiet(struct msm_label *label)
{
    unsigned long flags;

    spin_lock_irqsave(&lock, flags);
    label->quiet++;
    spin_unlock_irqrestore(&lock, flags);
}

void msm_log_counts(const struct msm_label *label, uint64_t *violations, uint64_t *quiet)
{
    unsigned long flags;

    spin_lock_irqsave(&lock, flags);
    *violations = label->violations;
    *quiet = label->quiet;
    spin_unlock_irqrestore(&lock, flags);
}

void msm_log_loaded(const struct msm_live *live)
{
    struct xenon_record *record;
    unsigned long flags;

    spin_lock_irqsave(&lock, flags);
    record = append(XENON_LOADED, live);
    record->operand = live->policy.policy->version;
    if (system_state >= SYS_STATE_active)
        set_caller(record, msm_label_of(current->domain));
    spin_unlock_irqrestore(&lock, flags);
}

bool msm_log_read(uint64_t *sequence, struct xenon_record *record)
{
    unsigned long flags;
    bool found;

    spin_lock_irqsave(&lock, flags);
    *sequence = max(*sequence, oldest());
    found = *sequence < next;
    if (found)
        *record = ring[*sequence % RECORDS];
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

static void print_record(const struct xenon_record *record)
{
    char operand[24] = "";

    if (record->kind != XENON_DENIED)
        return;
    if (record->operand != XENON_NO_SUBCOMMAND)
        snprintf(operand, sizeof(operand), ".%" PRIu64, record->operand);
    printk(XENLOG_WARNING "MSM: #%" PRIu64 " d%uv%u `%s` refused hypercall %u%s by %s:%u\n", record->sequence,
           record->domid, record->vcpu, record->label, record->hypercall, operand, record->file,
           record->line);
}

/* Claims what is left to print; false when there is nothing, and the timer may rest. */
static bool claim_lines(uint64_t *first, uint64_t *count)
{
    unsigned long flags;

    spin_lock_irqsave(&lock, flags);
    *first = printed;
    *count = next - printed;
    printed = next;
    printer_set = *count != 0;
    spin_unlock_irqrestore(&lock, flags);
    return *count != 0;
}

static void cf_check print_lines(void *unused)
{
    struct xenon_record record;
    uint64_t sequence, count, i;

    if (!claim_lines(&sequence, &count))
        return;
    for (i = 0; i < count && i < LINES; i++, sequence++)
        if (msm_log_read(&sequence, &record))
            print_record(&record);
    if (i < count)
        printk(XENLOG_WARNING "MSM: and %" PRIu64 " more: read the log\n", count - i);
    set_timer(&printer, NOW() + LINES_WAIT);
}

static int __init cf_check start_printer(void)
{
    init_timer(&printer, print_lines, NULL, 0);
    printer_ready = true;
    return 0;
}
__initcall(start_printer);
