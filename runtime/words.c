/* SPDX-License-Identifier: GPL-2.0-only */
/* What xenon-policy says to people: errors in words, questions, and text that is safe to show. */
#include "runtime/words.h"
#include "lang/utf8.h"
#include "runtime/sim.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void complain(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fflush(stdout); /* what was said before it comes before it */
    fputs("xenon-policy: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
}

enum policy_exit wrong_usage(const struct request *request, const char *format, ...)
{
    const char *verb = request->verb ? request->verb->name : "";
    const char *space = *verb ? " " : "";
    va_list values;
    va_start(values, format);
    fprintf(stderr, "xenon-policy%s%s: ", space, verb);
    vfprintf(stderr, format, values);
    fprintf(stderr, "; see `xenon-policy%s%s --help`\n", space, verb);
    va_end(values);
    return POLICY_TROUBLE;
}

static const char sim_prefix[] = "sim:";

const char *simulated(const struct request *request)
{
    return request->host && strncmp(request->host, sim_prefix, strlen(sim_prefix)) == 0
               ? request->host + strlen(sim_prefix)
               : NULL;
}

void complain_simulated(const char *path, int error)
{
    if (error == -ENOENT)
        complain("there is no host in %s; `xenon-policy --host sim:%s sim 'boot BLOB'` makes one", path,
                 path);
    else if (error == -EBADMSG)
        complain("%s isn't a simulated host, or one of another version of these tools", path);
    else if (error)
        complain("cannot open %s: %s", path, strerror(-error));
}

static struct xenon *open_simulated(const char *path)
{
    struct xenon *xenon = NULL;
    complain_simulated(path, sim_open(path, &xenon));
    return xenon;
}

struct xenon *open_or_complain(const struct request *request)
{
    struct xenon *xenon = NULL;
    const char *path = simulated(request);
    if (path)
        return open_simulated(path);
    if (request->host) {
        complain("a host is this one, if none is named, or sim:FILE; not `%s`", request->host);
        return NULL;
    }
    int error = xenon_open(&xenon);
    if (error == -EACCES || error == -EPERM)
        complain("not permitted to make hypercalls: run it as root in the control domain");
    else if (error == -ENOENT || error == -ENODEV || error == -ENXIO)
        complain("there is no Xen below this system, or its driver xen_privcmd isn't loaded");
    else if (error)
        complain("cannot reach the hypervisor: %s", strerror(-error));
    return xenon;
}

enum policy_exit complain_unreachable(const char *operation, int error)
{
    if (error == -EPERM || error == -EACCES)
        complain("not permitted: the live policy doesn't allow xsm_op.%s to this domain", operation);
    else if (error == -ENOSYS)
        complain("this hypervisor has no Xenon security module, or one of another version than these tools");
    else if (error == -EBADMSG)
        complain("the file of the simulated host is damaged");
    else if (error == -EPROTO)
        complain("the hypervisor's answer to xsm_op.%s makes no sense: it is of another version than "
                 "these tools",
                 operation);
    else
        complain("the hypervisor could not do xsm_op.%s: %s", operation, strerror(-error));
    return POLICY_UNREACHABLE;
}

bool has_terminal(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static void interrupt(int signal_number)
{
    (void)signal_number;
}

/* An interrupt is an answer too, which isn't yes: it is let in by ppoll() alone, so that none is missed. */
static bool read_answer(const char *question, char *answer, int size)
{
    struct sigaction ends = {.sa_handler = interrupt}, action;
    struct pollfd keyboard = {.fd = STDIN_FILENO, .events = POLLIN};
    sigset_t interrupts, before;
    sigemptyset(&interrupts);
    sigaddset(&interrupts, SIGINT);
    sigprocmask(SIG_BLOCK, &interrupts, &before);
    sigaction(SIGINT, &ends, &action);
    printf("%s [y/N] ", question);
    fflush(stdout);
    bool answered = ppoll(&keyboard, 1, NULL, &before) > 0 && fgets(answer, size, stdin);
    sigaction(SIGINT, &action, NULL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (!answered)
        putchar('\n');
    return answered;
}

enum policy_exit ask(const struct request *request, const char *question)
{
    char answer[16];
    if (request->yes)
        return POLICY_DONE;
    if (request->json || !has_terminal()) { /* who would read JSON to answer? */
        complain("there is no %s, so nothing was done: --yes does it without a question",
                 request->json ? "question with --json" : "terminal to ask on");
        return POLICY_TROUBLE;
    }
    if (read_answer(question, answer, sizeof(answer)) && (*answer == 'y' || *answer == 'Y'))
        return POLICY_DONE;
    complain("nothing was done");
    return POLICY_REFUSED;
}

bool wants_colour(void)
{
    const char *no = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(no && *no) && terminal && strcmp(terminal, "dumb");
}

static bool is_harmless(uint32_t character)
{
    return character >= 0x20 && !utf8_is_control(character) && !utf8_is_direction(character);
}

void print_text(FILE *out, const char *text, size_t size)
{
    uint32_t character;
    size = strnlen(text, size);
    for (size_t at = 0; at < size;) {
        size_t bytes = utf8_decode(text + at, size - at, &character);
        if (bytes > 0 && is_harmless(character)) {
            fwrite(text + at, 1, bytes, out);
            at += bytes;
        } else {
            fprintf(out, "\\x%02x", (unsigned char)text[at++]);
        }
    }
}

void print_hex(FILE *out, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%02x", bytes[i]);
}

const char *record_kind(unsigned int kind)
{
    static const char *const names[] = {
        [XENON_CONFIRMED] = "confirmed", [XENON_RESTORED] = "restored", [XENON_DENIED] = "denied",
        [XENON_LOADED] = "loaded",       [XENON_DELAYED] = "delayed",   [XENON_ACTED] = "acted",
        [XENON_ORDERED] = "ordered",     [XENON_WAS_SEALED] = "sealed", [XENON_CREATED] = "created",
        [XENON_STARTED] = "started",     [XENON_ENDED] = "ended",
    };
    return kind < sizeof(names) / sizeof(names[0]) ? names[kind] : NULL;
}
