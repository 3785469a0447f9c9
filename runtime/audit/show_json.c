/* SPDX-License-Identifier: GPL-2.0-only */
/* Records as JSON: one object a line, with the members that its kind has. */
#include "runtime/audit/show.h"
#include "runtime/audit/times.h"
#include "lang/hypercalls.h"
#include "lang/json.h"
#include "policyc/read/wording.h"

#include <string.h>

static void text(struct json *json, const char *key, const char *value)
{
    json_string(json, key, value, strlen(value));
}

static void date(struct json *json, const char *key, int64_t time)
{
    char value[TIMES_TEXT];
    text(json, key, times_utc(time, value));
}

static void rule(struct json *json, const struct entry *entry)
{
    json_object(json, "rule");
    text(json, "effect", wording_effect((uint32_t)entry->effect));
    text(json, "file", entry->file);
    json_integer(json, "line", entry->line);
    json_integer(json, "column", entry->place);
    json_end(json);
}

static void operation(struct json *json, const struct entry *entry)
{
    char name[OPERATION_NAME_SIZE];
    text(json, "operation", call_name((unsigned int)entry->hypercall, (uint64_t)entry->operand, name));
}

static void call(struct json *json, const struct entry *entry)
{
    json_integer(json, "vcpu", entry->vcpu);
    operation(json, entry);
    json_integer(json, "count", entry->count);
    date(json, "since", entry->since);
    rule(json, entry);
}

static void acted(struct json *json, const struct entry *entry)
{
    text(json, "action", wording_action((uint32_t)entry->action));
    json_integer(json, "violations", entry->operand);
    rule(json, entry);
}

static void ordered(struct json *json, const struct entry *entry)
{
    operation(json, entry);
    json_integer(json, "peer", entry->peer);
}

static void version(struct json *json, const struct entry *entry)
{
    json_integer(json, "version", entry->operand);
}

static void boot(struct json *json, const struct entry *entry)
{
    text(json, "boot_id", entry->other);
    json_integer(json, "before", entry->operand);
}

static void lost(struct json *json, const struct entry *entry)
{
    json_integer(json, "first", entry->sequence - entry->count + 1);
    json_integer(json, "last", entry->sequence);
    json_integer(json, "count", entry->count);
    date(json, "since", entry->since);
}

static void linked(struct json *json, const struct entry *entry)
{
    text(json, "version", entry->detail);
    text(json, "client", entry->other);
    json_integer(json, "client_domid", entry->peer);
    rule(json, entry);
}

static void unlinked(struct json *json, const struct entry *entry)
{
    text(json, "version", entry->detail);
    text(json, "client", entry->other);
    json_integer(json, "client_domid", entry->peer);
    json_integer(json, "link", entry->operand);
    date(json, "since", entry->since);
}

static void policy(struct json *json, const struct entry *entry)
{
    text(json, "name", entry->other);
    json_integer(json, "version", entry->operand);
    text(json, "digest", entry->detail);
}

static void component(struct json *json, const struct entry *entry)
{
    text(json, "version", entry->other);
    text(json, "image", entry->detail);
}

static void restarted(struct json *json, const struct entry *entry)
{
    json_integer(json, "before", entry->peer);
}

static void checkpoint(struct json *json, const struct entry *entry)
{
    json_integer(json, "removed", entry->count);
    json_integer(json, "last", entry->operand);
    text(json, "hash_of_last", entry->detail);
}

/* What a record of its kind has besides; the others have nothing. */
static const struct {
    int64_t kind;
    void (*show)(struct json *json, const struct entry *entry);
} details[] = {
    {XENON_DENIED, call},         {XENON_DELAYED, call},        {XENON_ACTED, acted},
    {XENON_ORDERED, ordered},     {XENON_LOADED, version},      {XENON_RESTORED, version},
    {XENON_CONFIRMED, version},   {ENTRY_BOOT, boot},           {ENTRY_LOST, lost},
    {ENTRY_LINKED, linked},       {ENTRY_UNLINKED, unlinked},   {ENTRY_POLICY, policy},
    {ENTRY_COMPONENT, component}, {ENTRY_RESTARTED, restarted}, {ENTRY_CHECKPOINT, checkpoint},
};

static void subject(struct json *json, const struct entry *entry)
{
    if (entry->label[0] == '\0')
        return;
    text(json, "domain", entry->label);
    if (entry->domid >= 0)
        json_integer(json, "domid", entry->domid);
}

void show_json(FILE *out, const struct entry *entry)
{
    const char *kind = show_kind(entry->kind);
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    json_integer(&json, "id", entry->id);
    json_integer(&json, "boot", entry->boot);
    if (entry->sequence >= 0)
        json_integer(&json, "sequence", entry->sequence);
    if (kind)
        text(&json, "kind", kind);
    else
        json_integer(&json, "kind", entry->kind);
    date(&json, "time", entry->time);
    json_integer(&json, "time_ns", entry->time_ns);
    json_integer(&json, "generation", entry->generation);
    subject(&json, entry);
    for (size_t i = 0; i < sizeof(details) / sizeof(details[0]); i++)
        if (details[i].kind == entry->kind)
            details[i].show(&json, entry);
    json_hex(&json, "hash", entry->hash, sizeof(entry->hash));
    json_end(&json);
}
