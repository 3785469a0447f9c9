/* SPDX-License-Identifier: GPL-2.0-only */
/* A line is split into words; each mistake is reported at the word in question. */
#include "policyc/read/trace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "policyc/read/wording.h"

#define MAX_WORDS 7u        /* of a line: TIME DOMAIN OPERATION on DOMAIN x NUMBER */
#define MAX_CALLS 10000000u /* of one line */

struct word {
    const char *text; /* terminated */
    struct span span;
};

struct reader {
    struct lookup *lookup;
    struct diagnostics *diagnostics;
    struct span line;
    struct word words[MAX_WORDS];
    size_t count;
    uint64_t last; /* time of the line before */
};

static bool complain(struct reader *reader, struct span span, const char *message)
{
    report(reader->diagnostics, XP0609, span, "%s", message);
    return false;
}

/* The line has another form than lines have. */
static bool complain_form(struct reader *reader, struct span span, const char *message)
{
    struct diagnostic *d = report(reader->diagnostics, XP0609, span, "%s", message);
    report_help(reader->diagnostics, d,
                "a line is `TIME DOMAIN OPERATION [on DOMAIN] [x NUMBER]`, `TIME DOMAIN start`, "
                "`TIME DOMAIN stop` or `TIME seal`");
    return false;
}

/* Messages repeat words. */
static bool is_plain(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] <= ' ' || text[i] > '~')
            return false;
    return true;
}

/* Up to a `#`. False after a report. */
static bool split(struct reader *reader, const char *text, uint32_t length)
{
    reader->count = 0;
    for (uint32_t at = 0, end; at < length && text[at] != '#'; at = end) {
        for (end = at; end < length && !strchr(" \t\r#", text[end]);)
            end++;
        if (end == at) {
            end++;
            continue;
        }
        struct span span = {reader->line.file, reader->line.start + at, reader->line.start + end};
        if (!is_plain(text + at, end - at))
            return complain_form(reader, span, "this is no word");
        if (reader->count == MAX_WORDS)
            return complain_form(reader, span, "this is one word too many");
        reader->words[reader->count++] =
            (struct word){arena_text(reader->lookup->arena, text + at, end - at), span};
    }
    return true;
}

static bool is_word(const struct reader *reader, size_t index, const char *text)
{
    return index < reader->count && strcmp(reader->words[index].text, text) == 0;
}

static bool read_time(struct reader *reader, struct trace_line *line)
{
    const struct word *word = &reader->words[0];
    if (!wording_read_time(word->text, &line->time))
        return complain(reader, word->span, "this is no time such as `100ms` or `2.5s`");
    if (line->time < reader->last)
        return complain(reader, word->span, "this is before the time of the line above");
    return true;
}

static bool read_label(struct reader *reader, const struct word *word, const char **label)
{
    *label = word->text;
    return lookup_domain(reader->lookup, word->text) != BLOB_NONE ||
           complain(reader, word->span, reader->lookup->problem);
}

static bool read_times(struct reader *reader, const struct word *word, uint64_t *times)
{
    size_t digits = strspn(word->text, "0123456789");
    *times = digits && !word->text[digits] && digits < 9 ? strtoull(word->text, NULL, 10) : 0;
    return (*times && *times <= MAX_CALLS) ||
           complain(reader, word->span, "this is no number from 1 to 10000000");
}

/* OPERATION [on DOMAIN] [x NUMBER] */
static bool read_call(struct reader *reader, struct scenario_step *step)
{
    size_t next = 3;
    step->deed = DEED_CALL;
    step->times = 1;
    step->operation = lookup_operation(reader->lookup, reader->words[2].text);
    if (!step->operation)
        return complain(reader, reader->words[2].span, reader->lookup->problem);
    if (is_word(reader, next, "on") && next + 1 < reader->count) {
        if (!read_label(reader, &reader->words[next + 1], &step->object))
            return false;
        next += 2;
    }
    if (is_word(reader, next, "x") && next + 1 < reader->count) {
        if (!read_times(reader, &reader->words[next + 1], &step->times))
            return false;
        next += 2;
    }
    return next == reader->count ||
           complain_form(reader, reader->words[next].span, "this is not what follows an operation");
}

static bool read_words(struct reader *reader, struct trace_line *line)
{
    struct scenario_step *step = &line->step;
    if (!read_time(reader, line))
        return false;
    if (is_word(reader, 1, "seal") && reader->count == 2) {
        step->deed = DEED_SEAL;
        return true;
    }
    if (reader->count < 3)
        return complain_form(reader, reader->line, "something is missing in this line");
    if (!read_label(reader, &reader->words[1], &step->subject))
        return false;
    if (reader->count > 3 || (!is_word(reader, 2, "start") && !is_word(reader, 2, "stop")))
        return read_call(reader, step);
    step->deed = is_word(reader, 2, "start") ? DEED_START : DEED_STOP;
    return true;
}

/* --- Records of a log --- */

/*
 * What follows `"key":`, or NULL. In a text of JSON the quotes are escaped, so that no text can look like a
 * key.
 */
static const char *find_value(const char *record, const char *key)
{
    const char *at = strstr(record, key);
    return at ? at + strlen(key) : NULL;
}

/* Labels and operations have no escapes. */
static const char *read_text(struct reader *reader, const char *record, const char *key)
{
    const char *text = find_value(record, key);
    return text ? arena_text(reader->lookup->arena, text, strcspn(text, "\"")) : NULL;
}

/* False: the record isn't about a call, or it was reported. What the table doesn't know is operation 0. */
static bool read_record(struct reader *reader, const char *record, struct trace_line *line)
{
    const char *time = find_value(record, "\"time_ns\":");
    const char *label = read_text(reader, record, "\"domain\":\"");
    const char *operation = read_text(reader, record, "\"operation\":\"");
    if (!strstr(record, "\"kind\":\"denied\""))
        return false;
    if (!time || !label || !operation || !is_plain(label, strlen(label)) ||
        !is_plain(operation, strlen(operation)))
        return complain(reader, reader->line, "this is no record of `xenon-policy log --json`");
    line->time = strtoull(time, NULL, 10);
    if (line->time > BLOB_MAX_TIME)
        line->time = BLOB_MAX_TIME;
    if (line->time < reader->last) /* clocks of processors differ a little */
        line->time = reader->last;
    line->step = (struct scenario_step){.deed = DEED_CALL, .times = 1, .subject = label};
    line->step.operation = lookup_operation(reader->lookup, operation);
    return lookup_domain(reader->lookup, label) != BLOB_NONE ||
           complain(reader, reader->line, reader->lookup->problem);
}

/* False: there is nothing to do in it. */
static bool read_line(struct reader *reader, const char *text, uint32_t length, struct trace_line *line)
{
    if (length && text[0] == '{')
        return read_record(reader, arena_text(reader->lookup->arena, text, length), line);
    return split(reader, text, length) && reader->count && read_words(reader, line);
}

struct trace trace_read(struct lookup *lookup, struct diagnostics *diagnostics, const struct sources *sources,
                        uint32_t file)
{
    const struct source *source = sources->list[file];
    struct reader reader = {.lookup = lookup, .diagnostics = diagnostics};
    struct trace trace = {.lines = arena_array(lookup->arena, source->line_count, sizeof(*trace.lines))};
    for (uint32_t number = 1; number <= source->line_count; number++) {
        struct trace_line *line = &trace.lines[trace.count];
        uint32_t length, start = source->lines[number - 1];
        const char *text = source_line(source, number, &length);
        reader.line = (struct span){file, start, start + length};
        *line = (struct trace_line){.line = number};
        if (!read_line(&reader, text, length, line))
            continue;
        reader.last = line->time;
        line->step.place = reader.line;
        trace.count++;
    }
    return trace;
}
