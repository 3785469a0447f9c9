/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-policy pause, resume, destroy and seal: what an administrator does to domains and to the boot's
 * privileges. */
#include "runtime/words.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct order {
    uint32_t command; /* XENON_OP_… */
    const char *operation;
    const char *done;
};

static bool is_label(const struct xenon_domain *domain, const char *label)
{
    return strlen(label) < sizeof(domain->label) && strcmp(domain->label, label) == 0;
}

/* A domain id in digits, or -1. */
static long parse_domid(const char *text)
{
    char *end = NULL;
    if (*text < '0' || *text > '9')
        return -1;
    errno = 0;
    long domid = strtol(text, &end, 10);
    return errno || *end || domid > UINT16_MAX ? -1 : domid;
}

/* The one domain with this label. Complains, and returns -1, when there is none or several have it. */
static long find_label(const struct xenon_domain *domains, size_t count, const char *label)
{
    long found = -1;
    size_t bearers = 0;
    for (size_t i = 0; i < count; i++)
        if (is_label(&domains[i], label)) {
            found = domains[i].domid;
            bearers++;
        }
    if (bearers == 1)
        return found;
    if (bearers == 0)
        complain("no running domain has the label `%s`; `xenon-policy status` shows them", label);
    else
        complain(
            "%zu running domains have the label `%s`; name one by its id, as `xenon-policy status` shows it",
            bearers, label);
    return -1;
}

static enum policy_exit complain_order(const struct order *order, long domid, int error)
{
    if (error == -ESRCH)
        complain("there is no domain %ld, or it is ending", domid);
    else if (error == -EINVAL && order->command == XENON_OP_resume)
        complain("domain %ld isn't held; what a toolstack has paused, it resumes", domid);
    else if (error == -EINVAL)
        complain("domain %ld is this one, or the one that the host runs on", domid);
    else
        return complain_unreachable(order->operation, error);
    return POLICY_REFUSED;
}

static enum policy_exit give(struct xenon *xenon, const struct order *order, const char *who)
{
    long domid = parse_domid(who);
    if (domid < 0) {
        struct xenon_domain *domains = NULL;
        size_t count = 0;
        int error = xenon_list_domains(xenon, &domains, &count);
        if (error)
            return complain_unreachable("domains", error);
        domid = find_label(domains, count, who);
        free(domains);
        if (domid < 0)
            return POLICY_REFUSED;
    }
    int error = xenon_order(xenon, order->command, (uint32_t)domid);
    if (error)
        return complain_order(order, domid, error);
    printf("domain %ld is %s\n", domid, order->done);
    return POLICY_DONE;
}

static enum policy_exit run_order(const struct policy_verb *verb, const struct order *order, int argc,
                                  char **argv)
{
    int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;
    if (first == 1 && argc > 1 && argv[1][0] == '-')
        return wrong_usage(verb, "there is no option `%s`", argv[1]);
    if (argc != first + 1)
        return wrong_usage(verb, "it takes one DOMAIN");
    struct xenon *xenon = open_or_complain();
    if (!xenon)
        return POLICY_UNREACHABLE;
    enum policy_exit status = give(xenon, order, argv[first]);
    xenon_close(xenon);
    return status;
}

static enum policy_exit run_pause(int argc, char **argv)
{
    static const struct order order = {XENON_OP_pause, "pause", "held"};
    return run_order(&policy_pause, &order, argc, argv);
}

static enum policy_exit run_resume(int argc, char **argv)
{
    static const struct order order = {XENON_OP_resume, "resume", "resumed"};
    return run_order(&policy_resume, &order, argc, argv);
}

static enum policy_exit run_destroy(int argc, char **argv)
{
    static const struct order order = {XENON_OP_destroy, "destroy", "being destroyed"};
    return run_order(&policy_destroy, &order, argc, argv);
}

static enum policy_exit run_seal(int argc, char **argv)
{
    if (argc != 1)
        return wrong_usage(&policy_seal, "it takes no argument, and got `%s`", argv[1]);
    struct xenon *xenon = open_or_complain();
    if (!xenon)
        return POLICY_UNREACHABLE;
    int error = xenon_seal(xenon);
    xenon_close(xenon);
    if (error)
        return complain_unreachable("seal", error);
    puts("sealed: what the policy allows for the boot only is over until the host reboots");
    return POLICY_DONE;
}

#define ABOUT_DOMAIN                                                                                         \
    "DOMAIN is a domain's id or its label, as `xenon-policy status` shows them.\n\n"                         \
    "Exit status: 0 done; 1 there is no such domain, or it can't be done to it; 2 usage;\n"                  \
    "3 no Xenon hypervisor here, or not permitted.\n"

const struct policy_verb policy_pause = {
    .name = "pause",
    .summary = "hold a domain until it is resumed here",
    .help = "usage: xenon-policy pause DOMAIN\n"
            "Stops the domain where it is. No toolstack can let it run again, only\n"
            "`xenon-policy resume`.\n" ABOUT_DOMAIN,
    .run = run_pause,
};

const struct policy_verb policy_resume = {
    .name = "resume",
    .summary = "let a held domain run again",
    .help =
        "usage: xenon-policy resume DOMAIN\n"
        "Lets a domain run again that `xenon-policy pause`, or its violations, have stopped.\n" ABOUT_DOMAIN,
    .run = run_resume,
};

const struct policy_verb policy_destroy = {
    .name = "destroy",
    .summary = "end a domain at once",
    .help = "usage: xenon-policy destroy DOMAIN\n"
            "Ends the domain, without asking it or its toolstack.\n" ABOUT_DOMAIN,
    .run = run_destroy,
};

const struct policy_verb policy_seal = {
    .name = "seal",
    .summary = "end what the policy allows for the boot only",
    .help = "usage: xenon-policy seal\n"
            "From here on, what a policy allows in its `boot` blocks is allowed no longer, whichever\n"
            "policy is loaded, until the host reboots.\n\n"
            "Exit status: 0 it is sealed, also if it was; 2 usage; 3 no Xenon hypervisor here, or not\n"
            "permitted.\n",
    .run = run_seal,
};
