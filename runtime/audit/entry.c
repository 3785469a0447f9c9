/* SPDX-License-Identifier: GPL-2.0-only */
/* Records of the audit database: what they are made from, and their chain. */
#include "runtime/audit/entry.h"
#include "lang/utf8.h"
#include "runtime/audit/sha256.h"

#include <stdio.h>
#include <string.h>

#define ENTRY_NAME(name) #name ", "
const char entry_columns[] = ENTRY_NUMBERS(ENTRY_NAME) ENTRY_TEXTS(ENTRY_NAME) "hash";
#undef ENTRY_NAME

#define ENTRY_OFFSET(name) offsetof(struct entry, name),
static const size_t offsets[] = {ENTRY_NUMBERS(ENTRY_OFFSET) ENTRY_TEXTS(ENTRY_OFFSET)};
#undef ENTRY_OFFSET

int64_t *entry_number(struct entry *entry, unsigned int column)
{
    return (int64_t *)(void *)((char *)entry + offsets[column]);
}

char *entry_text(struct entry *entry, unsigned int column)
{
    return (char *)entry + offsets[column];
}

static bool is_harmless(uint32_t character)
{
    return character >= 0x20 && character != '\\' && !utf8_is_control(character) &&
           !utf8_is_direction(character);
}

void entry_set_text(char text[ENTRY_TEXT], const char *from, size_t size)
{
    size_t length = 0;
    uint32_t character;
    size = strnlen(from, size);
    for (size_t at = 0; at < size && length + 5 < ENTRY_TEXT;) {
        size_t bytes = utf8_decode(from + at, size - at, &character);
        if (bytes > 0 && is_harmless(character)) {
            memcpy(text + length, from + at, bytes);
            length += bytes;
            at += bytes;
        } else {
            length += (size_t)snprintf(text + length, 5, "\\x%02x", (unsigned char)from[at++]);
        }
    }
    text[length] = '\0';
}

void entry_set_hex(char text[ENTRY_TEXT], const uint8_t *bytes, size_t count)
{
    if (count > (ENTRY_TEXT - 1) / 2)
        count = (ENTRY_TEXT - 1) / 2;
    for (size_t i = 0; i < count; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    text[2 * count] = '\0';
}

static int64_t domain_or_none(uint16_t domid)
{
    return domid == XENON_NO_DOMAIN ? -1 : domid;
}

/* All numbers 0 and all texts empty; what is behind a text's end is never looked at. */
static void clear(struct entry *entry)
{
#define ENTRY_CLEAR(name) entry->name = 0;
    ENTRY_NUMBERS(ENTRY_CLEAR)
#undef ENTRY_CLEAR
#define ENTRY_CLEAR(name) entry->name[0] = '\0';
    ENTRY_TEXTS(ENTRY_CLEAR)
#undef ENTRY_CLEAR
}

/* A policy that took force at the boot was loaded by nobody: it has no label. */
void entry_from_record(struct entry *entry, const struct xenon_record *record, int64_t boot, int64_t wall)
{
    clear(entry);
    entry->boot = boot;
    entry->sequence = (int64_t)record->sequence;
    entry->kind = record->kind;
    entry->time_ns = (int64_t)record->time;
    entry->time = wall + (int64_t)record->time;
    entry->since = wall + (int64_t)record->since;
    entry->count = (int64_t)record->count;
    entry->domid = record->label[0] ? domain_or_none(record->domid) : -1;
    entry->vcpu = record->vcpu;
    entry->peer = domain_or_none(record->peer);
    entry->hypercall = record->hypercall;
    entry->operand = (int64_t)record->operand;
    entry->generation = record->generation;
    entry->effect = record->effect;
    entry->action = record->action;
    entry->line = record->line;
    entry->place = record->column;
    entry_set_text(entry->label, record->label, sizeof(record->label));
    entry_set_text(entry->file, record->file, sizeof(record->file));
}

void entry_own(struct entry *entry, enum entry_kind kind, const struct entry *cause)
{
    clear(entry);
    entry->boot = cause->boot;
    entry->sequence = -1;
    entry->kind = kind;
    entry->time = entry->since = cause->time;
    entry->time_ns = cause->time_ns;
    entry->generation = cause->generation;
    entry->count = 1;
    entry->domid = entry->peer = -1;
}

static void add_number(struct sha256 *sha, int64_t number)
{
    uint8_t bytes[8];
    for (unsigned int i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)((uint64_t)number >> 8 * i);
    sha256_add(sha, bytes, sizeof(bytes));
}

/* Numbers little-endian in 8 bytes; texts with their NUL, so that none can run into the next. */
void entry_chain(const struct entry *entry, const uint8_t before[ENTRY_HASH], uint8_t hash[ENTRY_HASH])
{
    struct sha256 sha;
    sha256_init(&sha);
    sha256_add(&sha, before, ENTRY_HASH);
#define ENTRY_ADD(name) add_number(&sha, entry->name);
    ENTRY_NUMBERS(ENTRY_ADD)
#undef ENTRY_ADD
#define ENTRY_ADD(name) sha256_add(&sha, entry->name, strlen(entry->name) + 1);
    ENTRY_TEXTS(ENTRY_ADD)
#undef ENTRY_ADD
    sha256_end(&sha, hash);
}
