/* SPDX-License-Identifier: GPL-2.0-only */
/* Records as lines: text and CSV. */
#include "runtime/audit/show.h"
#include "runtime/audit/times.h"
#include "lang/hypercalls.h"
#include "policyc/read/wording.h"

#include <inttypes.h>
#include <string.h>

static const struct {
    int64_t kind;
    const char *name;
} kinds[] = {
    {XENON_DENIED, "denied"},       {XENON_LOADED, "loaded"},
    {XENON_DELAYED, "delayed"},     {XENON_ACTED, "acted"},
    {XENON_ORDERED, "ordered"},     {XENON_WAS_SEALED, "sealed"},
    {XENON_CONFIRMED, "confirmed"}, {XENON_RESTORED, "restored"},
    {XENON_CREATED, "created"},     {XENON_STARTED, "started"},
    {XENON_ENDED, "ended"},         {ENTRY_BOOT, "boot"},
    {ENTRY_LOST, "lost"},           {ENTRY_FOUND, "found"},
    {ENTRY_GONE, "gone"},           {ENTRY_LINKED, "linked"},
    {ENTRY_UNLINKED, "unlinked"},   {ENTRY_POLICY, "policy"},
    {ENTRY_UNREAD, "unread"},       {ENTRY_COMPONENT, "component"},
    {ENTRY_RESTARTED, "restarted"}, {ENTRY_CHECKPOINT, "checkpoint"},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };
_Static_assert(KINDS == XENON_ENDED + ENTRY_KINDS_END - ENTRY_BOOT, "each kind has a name");

const char *show_kind(int64_t kind)
{
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].kind == kind)
            return kinds[i].name;
    return NULL;
}

const char *show_kind_at(size_t index)
{
    return index < KINDS ? kinds[index].name : NULL;
}

int64_t show_find_kind(const char *name)
{
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return kinds[i].kind;
    return -1;
}

static void text_rule(FILE *out, const struct entry *entry)
{
    if (entry->file[0] == '\0')
        return;
    fprintf(out, entry->effect == BLOB_DECLARED ? ", not allowed by " : ", by ");
    fprintf(out, "%s:%" PRId64 ":%" PRId64, entry->file, entry->line, entry->place);
}

static void text_call(FILE *out, const struct entry *entry)
{
    char operation[OPERATION_NAME_SIZE], since[TIMES_TEXT];
    fprintf(out, " %s", call_name((unsigned int)entry->hypercall, (uint64_t)entry->operand, operation));
    text_rule(out, entry);
    if (entry->count > 1)
        fprintf(out, ", the last of %" PRId64 " since %s", entry->count, times_local(entry->since, since));
}

/* What a record of its kind has besides. */
static void text_detail(FILE *out, const struct entry *entry)
{
    char operation[OPERATION_NAME_SIZE];
    switch (entry->kind) {
    case XENON_DENIED:
    case XENON_DELAYED:
        text_call(out, entry);
        break;
    case XENON_LOADED:
    case XENON_RESTORED:
    case XENON_CONFIRMED:
        fprintf(out, " version %" PRId64 ", generation %" PRId64, entry->operand, entry->generation);
        break;
    case XENON_ACTED:
        fprintf(out, " %s after %" PRId64 " violations", wording_action((uint32_t)entry->action),
                entry->operand);
        text_rule(out, entry);
        break;
    case XENON_ORDERED:
        fprintf(out, " %s by domain %" PRId64,
                call_name((unsigned int)entry->hypercall, (uint64_t)entry->operand, operation), entry->peer);
        break;
    case ENTRY_BOOT:
        fprintf(out, " %s", entry->other);
        break;
    case ENTRY_LOST:
        fprintf(out, " %" PRId64 " records, %" PRId64 " to %" PRId64 ", were overwritten unread",
                entry->count, entry->sequence - entry->count + 1, entry->sequence);
        break;
    case ENTRY_LINKED:
    case ENTRY_UNLINKED:
        fprintf(out, "%s%s %s %s (%" PRId64 ")", entry->detail[0] ? " version " : "", entry->detail,
                entry->kind == ENTRY_LINKED ? "serves" : "no longer serves", entry->other, entry->peer);
        text_rule(out, entry);
        break;
    case ENTRY_POLICY:
        fprintf(out, " `%s` version %" PRId64 ", generation %" PRId64 ", %s", entry->other, entry->operand,
                entry->generation, entry->detail);
        break;
    case ENTRY_UNREAD:
        fprintf(out, " generation %" PRId64 ": who served whom under it isn't known", entry->generation);
        break;
    case ENTRY_COMPONENT:
        fprintf(out, " version %s%s%s", entry->other[0] ? entry->other : "unknown",
                entry->detail[0] ? ", image " : "", entry->detail);
        break;
    case ENTRY_RESTARTED:
        fprintf(out, ": it was domain %" PRId64, entry->peer);
        break;
    case ENTRY_CHECKPOINT:
        fprintf(out, " %" PRId64 " records up to %" PRId64 " removed, hash %s", entry->count, entry->operand,
                entry->detail);
        break;
    default:
        break;
    }
}

void show_text(FILE *out, const struct entry *entry)
{
    char time[TIMES_TEXT];
    const char *kind = show_kind(entry->kind);
    fprintf(out, "%8" PRId64 "  %s  ", entry->id, times_local(entry->time, time));
    if (entry->label[0]) {
        fprintf(out, "%s", entry->label);
        if (entry->domid >= 0)
            fprintf(out, " (%" PRId64 ")", entry->domid);
        fputs("  ", out);
    }
    if (kind)
        fputs(kind, out);
    else
        fprintf(out, "kind %" PRId64, entry->kind);
    text_detail(out, entry);
    fputc('\n', out);
}

/* RFC 4180: in quotes, with each of its own doubled. Our texts have no ends of lines. */
static void csv_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

void show_csv_head(FILE *out)
{
    fprintf(out, "%s\r\n",
            "id,boot,sequence,kind,time,since,time_ns,count,domid,vcpu,peer,hypercall,operand,"
            "generation,effect,action,line,column,label,other,detail,file,operation");
}

void show_csv(FILE *out, const struct entry *entry)
{
    char time[TIMES_TEXT], since[TIMES_TEXT], operation[OPERATION_NAME_SIZE] = "";
    const char *kind = show_kind(entry->kind);
    bool call = entry->kind == XENON_DENIED || entry->kind == XENON_DELAYED || entry->kind == XENON_ORDERED;
    if (call)
        call_name((unsigned int)entry->hypercall, (uint64_t)entry->operand, operation);
    fprintf(out, "%" PRId64 ",%" PRId64 ",%" PRId64 ",", entry->id, entry->boot, entry->sequence);
    if (kind)
        fputs(kind, out);
    else
        fprintf(out, "%" PRId64, entry->kind);
    fprintf(out, ",%s,%s", times_utc(entry->time, time), times_utc(entry->since, since));
    const int64_t numbers[] = {entry->time_ns, entry->count,     entry->domid,   entry->vcpu,
                               entry->peer,    entry->hypercall, entry->operand, entry->generation,
                               entry->effect,  entry->action,    entry->line,    entry->place};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        fprintf(out, ",%" PRId64, numbers[i]);
    const char *const texts[] = {entry->label, entry->other, entry->detail, entry->file, operation};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        fputc(',', out);
        csv_text(out, texts[i]);
    }
    fputs("\r\n", out);
}
