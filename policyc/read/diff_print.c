/* SPDX-License-Identifier: GPL-2.0-only */
/* Differences for people: kind by kind, a change a line, with its place in both policies. */
#include <inttypes.h>
#include "policyc/read/diff.h"
#include "policyc/read/view.h"

static void print_policy(FILE *file, const char *word, const struct msm_policy *policy)
{
    fprintf(file, "%s \"%s\" version %" PRIu32 "\n", word, view_text(policy, policy->policy->name),
            policy->policy->version);
}

static void print_names(FILE *file, const struct diff_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        fprintf(file, "%s%s", i ? ", " : "", names->list[i]);
}

static void print_places(FILE *file, const struct diff *diff, const struct diff_change *change)
{
    if (change->rule_before == BLOB_NONE && change->rule_after == BLOB_NONE)
        return;
    fputs("  (", file);
    if (change->rule_before != BLOB_NONE)
        view_print_place(file, diff->before, change->rule_before);
    fputs(change->rule_before == BLOB_NONE ? "-> " : change->rule_after == BLOB_NONE ? " ->" : " -> ", file);
    if (change->rule_after != BLOB_NONE)
        view_print_place(file, diff->after, change->rule_after);
    fputc(')', file);
}

static const char *or_none(const char *text)
{
    return text ? text : "none";
}

static void print_permission(FILE *file, const struct diff_change *change)
{
    static const char *const phases[] = {
        [DIFF_ALWAYS] = "", [DIFF_UNTIL_SEAL] = ", until the seal", [DIFF_AFTER_SEAL] = ", after the seal"};
    bool quiet = change->kind == DIFF_QUIET, more = change->way == DIFF_WIDER;
    fprintf(file, "%s", quiet ? "" : more ? "may " : "may no longer ");
    fputs(change->what, file);
    if (quiet)
        fprintf(file, " %s", more ? "is denied quietly" : "is no longer denied quietly");
    if (change->relation == DIFF_ON || change->relation == DIFF_ON_ALL_BUT) {
        fputs(change->relation == DIFF_ON ? " on " : " on all but ", file);
        print_names(file, &change->objects);
    }
    fputs(phases[change->phase], file);
}

static void print_arrow(FILE *file, const struct diff_change *change)
{
    print_names(file, &change->subjects);
    fputs(change->relation == DIFF_BOTH ? " <-> " : " -> ", file);
    print_names(file, &change->objects);
    fprintf(file, " %s%s", change->kind == DIFF_CONNECTION ? "via " : "", change->what);
}

static void print_subject(FILE *file, const struct diff_change *change, const char *after)
{
    print_names(file, &change->subjects);
    fputs(change->subjects.count ? after : "", file);
}

static void print_values(FILE *file, const struct diff_change *change)
{
    print_subject(file, change, ": ");
    fprintf(file, "%s%s%s -> %s", change->what ? change->what : "", change->what ? " " : "",
            or_none(change->before), or_none(change->after));
}

static void print_presence(FILE *file, const struct diff_change *change)
{
    print_subject(file, change, " ");
    if (change->way == DIFF_OTHER)
        fprintf(file, "was %s, is %s", change->before, change->after);
    else
        fprintf(file, "may %sbe started", change->way == DIFF_WIDER ? "now " : "no longer ");
}

static void print_relation(FILE *file, const struct diff_change *change)
{
    print_subject(file, change, " ");
    if (change->kind == DIFF_CONFLICT)
        fprintf(file, "%s with ", change->way == DIFF_WIDER ? "no longer conflicts" : "conflicts");
    else
        fprintf(file, "%s%s ", change->after ? "" : "no longer ", change->what);
    print_names(file, &change->objects);
}

static void print_text(FILE *file, const struct diff_change *change)
{
    switch (change->kind) {
    case DIFF_DEFAULT:
    case DIFF_DOMAIN:
        print_presence(file, change);
        break;
    case DIFF_PERMISSION:
    case DIFF_QUIET:
        print_subject(file, change, ": ");
        print_permission(file, change);
        break;
    case DIFF_CONNECTION:
    case DIFF_NETWORK:
        print_arrow(file, change);
        break;
    case DIFF_DEVICE:
        print_subject(file, change, " ");
        fprintf(file, "%s pci %s", change->way == DIFF_WIDER ? "gets" : "loses", change->what);
        break;
    default:
        if (change->relation == DIFF_ALONE)
            print_values(file, change);
        else
            print_relation(file, change);
    }
}

static const char *heading(enum diff_kind kind)
{
    static const char *const words[] = {
        [DIFF_POLICY] = "policy",         [DIFF_DEFAULT] = "default domain",
        [DIFF_DOMAIN] = "domains",        [DIFF_PERMISSION] = "permissions",
        [DIFF_QUIET] = "quiet denials",   [DIFF_RATE] = "rates",
        [DIFF_RESPONSE] = "on violation", [DIFF_GUEST] = "guests",
        [DIFF_LIMIT] = "limits",          [DIFF_CONNECTION] = "connections",
        [DIFF_NETWORK] = "networks",      [DIFF_CONFLICT] = "conflicts",
        [DIFF_SERVICE] = "services",      [DIFF_DEVICE] = "devices",
        [DIFF_TAG] = "tags and groups",   [DIFF_UUID] = "UUIDs",
    };
    _Static_assert(sizeof(words) / sizeof(words[0]) == DIFF_KINDS, "a heading for every kind");
    return words[kind];
}

static void print_change(FILE *file, const struct diff *diff, const struct diff_change *change)
{
    static const char signs[] = {[DIFF_WIDER] = '+', [DIFF_NARROWER] = '-', [DIFF_OTHER] = '~'};
    fprintf(file, "  %c ", signs[change->way]);
    print_text(file, change);
    print_places(file, diff, change);
    if (change->waived)
        fprintf(file, "  waived by \"%s\", %s", change->waived->waiver, change->waived->place);
    fputc('\n', file);
}

static void print_counts(FILE *file, const struct diff *diff)
{
    size_t other = diff->count - diff->wider - diff->narrower;
    fprintf(file, "\n%zu difference%s: %zu widen%s", diff->count, diff->count == 1 ? "" : "s", diff->wider,
            diff->wider == 1 ? "s" : "");
    if (diff->waived)
        fprintf(file, " (%zu waived)", diff->waived);
    fprintf(file, ", %zu narrow%s", diff->narrower, diff->narrower == 1 ? "s" : "");
    if (other)
        fprintf(file, ", %zu neither", other);
    fputc('\n', file);
}

void diff_print(FILE *file, const struct diff *diff, size_t most)
{
    print_policy(file, "from", diff->before);
    print_policy(file, "to  ", diff->after);
    if (!diff->count) {
        fputs("\nno difference\n", file);
        return;
    }
    for (size_t i = 0; i < diff->count && i < most; i++) {
        if (!i || diff->changes[i].kind != diff->changes[i - 1].kind)
            fprintf(file, "\n%s\n", heading(diff->changes[i].kind));
        print_change(file, diff, &diff->changes[i]);
    }
    if (diff->count > most)
        fprintf(file, "  and %zu more\n", diff->count - most);
    print_counts(file, diff);
}
