/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-toolstack: in an unprivileged domain, asks the builder for its guests, and manages them itself. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xenctrl.h>
#include <xenstore.h>

enum { DONE = 0, FAILED = 1, USAGE = 2 };

#define REQUESTS "/tool/builder"

static const char usage[] =
    "usage: xenon-toolstack start NAME\n"
    "       xenon-toolstack pause|unpause|destroy|show DOMID\n"
    "\n"
    "start   asks xenon-builder for a guest of this domain's, and prints the new domain's number\n"
    "show    prints whether it runs, its memory, and the processor time that it has used\n"
    "\n"
    "What it may do, to which domains, is the policy's matter.\n"
    "\n"
    "Exit status: 0 done, 1 refused or failed, 2 usage.\n";

static int fail(const char *what)
{
    fprintf(stderr, "xenon-toolstack: %s: %s\n", what, strerror(errno));
    return FAILED;
}

/* Asking the builder --------------------------------------------------------------------------------------
 */

/* The answer to the request of this number, or NULL if it isn't there yet. The caller frees TEXT. */
static const char *answer_in(const char *text, unsigned int number)
{
    unsigned int answered;
    int end = 0;

    return text && sscanf(text, "%u %n", &answered, &end) == 1 && answered == number && end ? text + end
                                                                                            : NULL;
}

static int await(struct xs_handle *store, const char *path, unsigned int number)
{
    unsigned int count, domid;

    for (char **event; (event = xs_read_watch(store, &count)); free(event)) {
        unsigned int length;
        char *text = xs_read(store, XBT_NULL, path, &length);
        const char *answer = answer_in(text, number);
        if (!answer) {
            free(text);
            continue;
        }
        bool started = sscanf(answer, "started %u", &domid) == 1;
        fprintf(started ? stdout : stderr, started ? "%s\n" : "xenon-toolstack: %s\n", answer);
        free(text);
        free(event);
        return started ? DONE : FAILED;
    }
    return fail("xenstore");
}

/* Its number tells an answer from those to earlier requests. */
static int ask(struct xs_handle *store, const char *own, const char *name)
{
    char path[64], request[64];
    unsigned int number = (unsigned int)time(NULL);

    snprintf(path, sizeof(path), REQUESTS "/%s/answer", own);
    if (!xs_watch(store, path, "answer"))
        return fail("no channel to a builder");
    snprintf(request, sizeof(request), "%u start %.31s", number, name);
    char *ours = path + strlen(path) - strlen("answer");
    strcpy(ours, "request");
    if (!xs_write(store, XBT_NULL, path, request, (unsigned int)strlen(request)))
        return fail("no channel to a builder");
    strcpy(ours, "answer");
    return await(store, path, number);
}

static int start(const char *name)
{
    unsigned int length;
    struct xs_handle *store = xs_open(0);
    char *own = store ? xs_read(store, XBT_NULL, "domid", &length) : NULL;
    int status = own ? ask(store, own, name) : fail("xenstore");

    free(own);
    if (store)
        xs_close(store);
    return status;
}

/* Managing guests -----------------------------------------------------------------------------------------
 */

static int show(xc_interface *xen, uint32_t domid)
{
    xc_dominfo_t found;

    if (xc_domain_getinfo(xen, domid, 1, &found) != 1)
        return -1;
    if (found.domid != domid) {
        errno = ESRCH;
        return -1;
    }
    printf("%u %s %lu MiB %llu ms\n", domid, found.paused ? "paused" : "runs", found.nr_pages / 256,
           (unsigned long long)found.cpu_time / 1000000);
    return 0;
}

static int manage(xc_interface *xen, const char *verb, uint32_t domid)
{
    static const struct {
        const char *verb;
        int (*act)(xc_interface *xen, uint32_t domid);
    } acts[] = {{"pause", xc_domain_pause},
                {"unpause", xc_domain_unpause},
                {"destroy", xc_domain_destroy},
                {"show", show}};

    for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
        if (strcmp(verb, acts[i].verb) == 0)
            return acts[i].act(xen, domid) ? fail(verb) : DONE;
    fputs(usage, stderr);
    return USAGE;
}

static int act(const char *verb, const char *domid)
{
    char *end;
    unsigned long number = strtoul(domid, &end, 10);

    if (end == domid || *end || number > UINT16_MAX) {
        fputs(usage, stderr);
        return USAGE;
    }
    xc_interface *xen = xc_interface_open(NULL, NULL, 0);
    if (!xen)
        return fail("Xen");
    int status = manage(xen, verb, (uint32_t)number);
    xc_interface_close(xen);
    return status;
}

int main(int count, char **words)
{
    if (count == 2 && strcmp(words[1], "--help") == 0) {
        fputs(usage, stdout);
        return DONE;
    }
    if (count != 3) {
        fputs(usage, stderr);
        return USAGE;
    }
    return strcmp(words[1], "start") == 0 ? start(words[2]) : act(words[1], words[2]);
}
