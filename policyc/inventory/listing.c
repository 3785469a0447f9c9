/* SPDX-License-Identifier: GPL-2.0-only */
/* An inventory in YAML, by libyaml. */
#include "policyc/inventory/listing.h"

#include <string.h>
#include <yaml.h>
#include "lang/suggest.h"
#include "policyc/read/spelling.h"

#define MARKS 64u /* characters between two whose offsets are kept */

struct listing {
    const struct source *source;
    uint32_t file;
    struct diagnostics *diagnostics;
    yaml_document_t *document;
    uint32_t *marks; /* the offset of every 64th character: libyaml counts characters */
    struct guest_host *host;
    struct guest ***end;
    struct guest *guest;      /* that is read */
    enum wording_limit limit; /* of the key whose value is read */
    bool is_understood;
};

/* What stands behind a key. */
typedef void read_value(struct listing *listing, const yaml_node_t *value);

struct key {
    const char *name;
    read_value *read;
    enum wording_limit limit; /* for read_limit() */
};

/* --- Places --- */

static bool is_first_byte(char c)
{
    return (c & 0xc0) != 0x80;
}

/* A byte order mark is no character for libyaml. */
static void index_characters(struct listing *listing)
{
    const struct source *source = listing->source;
    size_t room = source->size / MARKS + 2, marks = 0;
    uint32_t start = source->size >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    uint32_t characters = 0;
    listing->marks = arena_array(listing->diagnostics->arena, room, sizeof(uint32_t));
    for (uint32_t at = start; at < source->size; at++)
        if (is_first_byte(source->text[at]) && characters++ % MARKS == 0)
            listing->marks[marks++] = at;
    while (marks < room)
        listing->marks[marks++] = source->size;
}

static uint32_t offset_of(const struct listing *listing, size_t character)
{
    const struct source *source = listing->source;
    if (character / MARKS > source->size / MARKS)
        return source->size;
    uint32_t at = listing->marks[character / MARKS];
    for (size_t left = character % MARKS; left && at < source->size; left--)
        do
            at++;
        while (at < source->size && !is_first_byte(source->text[at]));
    return at;
}

/* A node's place, up to the end of its first line. */
static struct span place_of(const struct listing *listing, const yaml_node_t *node)
{
    struct span span = {.file = listing->file,
                        .start = offset_of(listing, node->start_mark.index),
                        .end = offset_of(listing, node->end_mark.index)};
    const char *text = listing->source->text;
    const char *line_end =
        span.end > span.start ? memchr(text + span.start, '\n', span.end - span.start) : NULL;
    if (line_end)
        span.end = (uint32_t)(line_end - text);
    return span;
}

static struct diagnostic *refuse(struct listing *listing, const yaml_node_t *node, const char *what)
{
    listing->is_understood = false;
    return report(listing->diagnostics, XP0801, place_of(listing, node), "%s", what);
}

/* --- Values --- */

/* The text of a scalar; NULL after a report. */
static const char *text_of(struct listing *listing, const yaml_node_t *node)
{
    const char *text = (const char *)node->data.scalar.value;
    if (node->type == YAML_SCALAR_NODE && strlen(text) == node->data.scalar.length)
        return arena_text(listing->diagnostics->arena, text, node->data.scalar.length);
    refuse(listing, node, "one value should stand here");
    return NULL;
}

/* Digits, and what is behind them and blanks. False if there are none, or it is too large. */
static bool take_number(const char **text, uint64_t *number)
{
    const char *start = *text;
    *number = 0;
    for (; **text >= '0' && **text <= '9'; (*text)++) {
        if (*number > UINT32_MAX)
            return false;
        *number = *number * 10 + (uint64_t)(**text - '0');
    }
    const char *end = *text;
    *text += strspn(*text, " ");
    return end != start;
}

/* KiB. */
static bool take_size(const char *text, uint64_t *kib)
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    if (!take_number(&text, kib))
        return false;
    for (unsigned int i = 0; i < 4; i++)
        if (strcmp(text, units[i]) == 0) {
            *kib <<= 10 * i;
            return *kib >> 10 * i <= UINT32_MAX;
        }
    return false;
}

static bool take_amount(enum wording_limit limit, const char *text, uint64_t *amount)
{
    if (limit == LIMIT_MEMORY)
        return take_size(text, amount);
    if (!take_number(&text, amount))
        return false;
    return strcmp(text, limit == LIMIT_CPU_CAP ? "%" : "") == 0;
}

/* Fills the amount, and returns its place; nothing after a report. */
static struct span read_amount(struct listing *listing, enum wording_limit limit, const yaml_node_t *value,
                               uint64_t *amount)
{
    const char *text = text_of(listing, value);
    uint64_t found;
    if (text && take_amount(limit, text, &found)) {
        *amount = found;
        return place_of(listing, value);
    }
    if (text)
        refuse(listing, value,
               limit == LIMIT_MEMORY    ? "a size looks like `512 MiB`"
               : limit == LIMIT_CPU_CAP ? "a cap looks like `50%`"
                                        : "a whole number should stand here");
    return (struct span){0};
}

/* --- Keys --- */

static const struct key *find_key(const struct key *keys, const char *name)
{
    for (; keys->name; keys++)
        if (strcmp(keys->name, name) == 0)
            return keys;
    return NULL;
}

static void refuse_key(struct listing *listing, const struct key *keys, const yaml_node_t *node,
                       const char *name)
{
    struct suggestion suggestion = {.word = name};
    for (; keys->name; keys++)
        suggest(&suggestion, keys->name);
    struct diagnostic *d = refuse(listing, node, "this key means nothing here");
    if (suggestion.best)
        report_help(listing->diagnostics, d, "did you mean `%s`?", suggestion.best);
}

/* Whether an earlier pair of the mapping has the same key. */
static bool is_repeated(const struct listing *listing, const yaml_node_t *mapping,
                        const yaml_node_pair_t *pair, const char *name)
{
    for (const yaml_node_pair_t *other = mapping->data.mapping.pairs.start; other < pair; other++) {
        const yaml_node_t *key = yaml_document_get_node(listing->document, other->key);
        if (key->type == YAML_SCALAR_NODE && strcmp((const char *)key->data.scalar.value, name) == 0)
            return true;
    }
    return false;
}

static void read_pair(struct listing *listing, const struct key *keys, const yaml_node_t *mapping,
                      const yaml_node_pair_t *pair)
{
    const yaml_node_t *node = yaml_document_get_node(listing->document, pair->key);
    const char *name = text_of(listing, node);
    const struct key *key = name ? find_key(keys, name) : NULL;
    if (name && !key)
        refuse_key(listing, keys, node, name);
    else if (name && is_repeated(listing, mapping, pair, name))
        refuse(listing, node, "this is said twice");
    else if (name) {
        listing->limit = key->limit;
        key->read(listing, yaml_document_get_node(listing->document, pair->value));
    }
}

static void read_mapping(struct listing *listing, const struct key *keys, const yaml_node_t *node)
{
    if (node->type != YAML_MAPPING_NODE) {
        refuse(listing, node, "`key: value` pairs should stand here");
        return;
    }
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top;
         pair++)
        read_pair(listing, keys, node, pair);
}

/* Calls `read` for each item of a list. */
static void read_items(struct listing *listing, const yaml_node_t *node, read_value *read)
{
    if (node->type != YAML_SEQUENCE_NODE) {
        refuse(listing, node, "a list should stand here");
        return;
    }
    for (const yaml_node_item_t *item = node->data.sequence.items.start; item < node->data.sequence.items.top;
         item++)
        read(listing, yaml_document_get_node(listing->document, *item));
}

/* --- A guest --- */

static void read_name(struct listing *listing, const yaml_node_t *value)
{
    if (text_of(listing, value))
        listing->guest->place = place_of(listing, value);
}

static void read_label(struct listing *listing, const yaml_node_t *value)
{
    listing->guest->label =
        (struct guest_text){.text = text_of(listing, value), .span = place_of(listing, value)};
}

static void read_uuid(struct listing *listing, const yaml_node_t *value)
{
    const char *text = text_of(listing, value);
    if (text && !guest_read_uuid(listing->guest, text, place_of(listing, value), listing->diagnostics))
        listing->is_understood = false;
}

static void read_kind(struct listing *listing, const yaml_node_t *value)
{
    const char *text = text_of(listing, value);
    if (text && strcmp(text, "pv") != 0 && strcmp(text, "pvh") != 0 && strcmp(text, "hvm") != 0)
        refuse(listing, value, "a type is `pv`, `pvh` or `hvm`");
    else
        listing->guest->kind = (struct guest_text){.text = text, .span = place_of(listing, value)};
}

static void read_limit(struct listing *listing, const yaml_node_t *value)
{
    enum wording_limit limit = listing->limit;
    struct guest *guest = listing->guest;
    guest->limit_places[limit] = read_amount(listing, limit, value, guest_amount(guest, limit));
}

static void read_cpus(struct listing *listing, const yaml_node_t *value)
{
    const char *text = text_of(listing, value);
    if (text && !guest_read_cpus(listing->guest, text, place_of(listing, value), listing->diagnostics))
        listing->is_understood = false;
}

static void read_device(struct listing *listing, const yaml_node_t *value)
{
    struct guest_device *device = arena_alloc(listing->diagnostics->arena, sizeof(*device));
    const char *text = text_of(listing, value);
    if (text && !parse_device(text, &device->device)) {
        refuse(listing, value, "a device looks like 0000:03:00.0");
    } else if (text) {
        device->span = place_of(listing, value);
        device->next = listing->guest->devices;
        listing->guest->devices = device;
    }
}

static void read_devices(struct listing *listing, const yaml_node_t *value)
{
    listing->guest->says_devices = true;
    read_items(listing, value, read_device);
}

static const struct key guest_keys[] = {
    {"name", read_name, LIMITS},
    {"label", read_label, LIMITS},
    {"uuid", read_uuid, LIMITS},
    {"type", read_kind, LIMITS},
    {"memory", read_limit, LIMIT_MEMORY},
    {"vcpus", read_limit, LIMIT_VCPUS},
    {"event_channels", read_limit, LIMIT_EVENT_CHANNELS},
    {"grant_frames", read_limit, LIMIT_GRANT_FRAMES},
    {"maptrack_frames", read_limit, LIMIT_MAPTRACK_FRAMES},
    {"cpu_weight", read_limit, LIMIT_CPU_WEIGHT},
    {"cpu_cap", read_limit, LIMIT_CPU_CAP},
    {"cpu_affinity", read_cpus, LIMITS},
    {"pci", read_devices, LIMITS},
    {NULL, NULL, LIMITS},
};

/* --- The document --- */

/* One that isn't understood isn't compared. */
static void read_guest(struct listing *listing, const yaml_node_t *value)
{
    bool is_understood = listing->is_understood;
    struct guest *guest = guest_new(listing->diagnostics->arena);
    guest->place = place_of(listing, value);
    listing->guest = guest;
    listing->is_understood = true;
    read_mapping(listing, guest_keys, value);
    if (listing->is_understood) {
        **listing->end = guest;
        *listing->end = &guest->next;
    }
    listing->is_understood &= is_understood;
}

static void read_guests(struct listing *listing, const yaml_node_t *value)
{
    read_items(listing, value, read_guest);
}

static void read_host_memory(struct listing *listing, const yaml_node_t *value)
{
    listing->host->memory_place = read_amount(listing, LIMIT_MEMORY, value, &listing->host->memory);
}

static void read_host_cpus(struct listing *listing, const yaml_node_t *value)
{
    listing->host->cpus_place = read_amount(listing, LIMIT_VCPUS, value, &listing->host->cpus);
}

static void read_host(struct listing *listing, const yaml_node_t *value)
{
    static const struct key keys[] = {
        {"memory", read_host_memory, LIMITS}, {"cpus", read_host_cpus, LIMITS}, {NULL, NULL, LIMITS}};
    read_mapping(listing, keys, value);
}

static void read_document(struct listing *listing)
{
    static const struct key keys[] = {
        {"host", read_host, LIMITS}, {"guests", read_guests, LIMITS}, {NULL, NULL, LIMITS}};
    const yaml_node_t *root = yaml_document_get_root_node(listing->document);
    if (root)
        read_mapping(listing, keys, root);
}

/* The parser's problem, in its own words. */
static void report_problem(struct listing *listing, const yaml_parser_t *parser)
{
    struct span span = {.file = listing->file};
    span.start = parser->error == YAML_READER_ERROR ? (uint32_t)parser->problem_offset
                                                    : offset_of(listing, parser->problem_mark.index);
    if (span.start > listing->source->size)
        span.start = listing->source->size;
    span.end = span.start;
    listing->is_understood = false;
    report(listing->diagnostics, XP0801, span, "this is not YAML: %s", parser->problem);
}

bool listing_read(const struct sources *sources, uint32_t file, struct diagnostics *diagnostics,
                  struct guest_host *host, struct guest ***end)
{
    const struct source *source = sources->list[file];
    yaml_document_t document;
    yaml_parser_t parser;
    struct listing listing = {.source = source,
                              .file = file,
                              .diagnostics = diagnostics,
                              .document = &document,
                              .host = host,
                              .end = end,
                              .is_understood = true};
    if (!yaml_parser_initialize(&parser))
        return report(diagnostics, XP0801, (struct span){.file = file}, "out of memory"), false;
    index_characters(&listing);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->text, source->size);
    if (yaml_parser_load(&parser, &document)) {
        read_document(&listing);
        yaml_document_delete(&document);
    } else {
        report_problem(&listing, &parser);
    }
    yaml_parser_delete(&parser);
    return listing.is_understood;
}
