/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xenon-restart: a service domain is ended and built anew, and goes on where it was.
 *
 * The new domain gets the number of the old one. So what guests granted to that number is granted to the new
 * domain, their event channels wait for it, and Linux's backend drivers go on with the rings as they find
 * them: the guests' own drivers notice nothing but a pause.
 */
#include "runtime/service/served.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <libxl.h>
#include <libxl_utils.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Exit statuses, as xenon-restart(8) documents them. */
enum { DONE = 0, FAILED = 1, USAGE = 2, ABSENT = 3 };

enum { WAIT = 60, LONGEST_BREAK = 60, LOOK = 20, REMIND = 10 }; /* s, s, ms, looks */

static const char help[] =
    "usage: xenon-restart [--wait SECONDS] [--tries NUMBER] [--from FILE | --snapshot FILE] DOMAIN\n"
    "Ends a service domain, by name or number, and builds it anew as its guests know it.\n\n"
    "  --from FILE     it goes on from this snapshot, which is sooner than to boot it\n"
    "  --snapshot FILE takes one instead, of a domain that serves nobody yet\n"
    "  --wait SECONDS  for the domain to leave, and for its guests to be served again (60)\n"
    "  --tries NUMBER  give up after so many failures to build it; by default never\n"
    "  --help          show this\n\n"
    "Exit status: 0 its guests are served again; 1 it could not be ended, built or saved; 2 usage; 3 there\n"
    "is no such domain, or what it is built of is missing, and nothing was done.\n";

struct restart {
    libxl_ctx *xl;
    struct xs_handle *store;
    uint32_t domid;
    libxl_domain_config config; /* of the domain as it ran */
    long wait;                  /* s */
    long tries;                 /* 0: without end */
    const char *from;           /* a snapshot, or NULL */
    const char *snapshot;       /* to be taken, or NULL */
    unsigned int looks;         /* that found guests who aren't served yet */
};

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("xenon-restart: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
}

static void rest(long seconds, long milliseconds)
{
    struct timespec time = {.tv_sec = seconds, .tv_nsec = milliseconds * 1000000};
    nanosleep(&time, NULL);
}

/* s */
static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Waits until it is so. Returns false after restart->wait. */
static bool wait_until(struct restart *restart, bool (*holds)(struct restart *))
{
    for (double end = now() + (double)restart->wait; !holds(restart); rest(0, LOOK))
        if (now() >= end)
            return false;
    return true;
}

static bool is_gone(struct restart *restart)
{
    return libxl_domain_info(restart->xl, NULL, restart->domid) == ERROR_DOMAIN_NOTFOUND;
}

/* Or doesn't run any more: a domain that is paused, as for its violations, won't leave by itself. */
static bool has_left(struct restart *restart)
{
    libxl_dominfo info;
    libxl_dominfo_init(&info);
    bool left =
        libxl_domain_info(restart->xl, &info, restart->domid) || info.shutdown || info.dying || info.paused;
    libxl_dominfo_dispose(&info);
    return left;
}

/*
 * The kernel of a snapshot saw its connections made before it watched for them: it is told once more. Not at
 * each look: on a busy machine it would have more to read than it could.
 */
static bool is_serving(struct restart *restart)
{
    if (served_waiting(restart->store, restart->domid) == 0)
        return true;
    if (restart->from && ++restart->looks % REMIND == 0)
        served_remind(restart->store, restart->domid);
    return false;
}

/* Linux's backends here hold what they had from the old domain, and would go on with that in the new one. */
static bool has_released_devices(struct restart *restart)
{
    DIR *devices = opendir("/sys/bus/xen-backend/devices");
    bool found = false;
    for (struct dirent *entry; devices && !found && (entry = readdir(devices));) { /* KIND-DOMAIN-NUMBER */
        const char *dash = strchr(entry->d_name, '-');
        found = dash && strtoul(dash + 1, NULL, 10) == restart->domid;
    }
    if (devices)
        closedir(devices);
    return !found;
}

/*
 * Also when another program has seen that the domain left, and destroys it. Of a domain that shut down by
 * itself, libxl leaves the PCI backend's part of xenstore behind, and Linux keeps its devices while that is
 * there.
 */
static bool destroy(struct restart *restart)
{
    char path[64];
    if (!is_gone(restart))
        libxl_domain_destroy(restart->xl, restart->domid, NULL);
    if (!wait_until(restart, is_gone))
        return false;
    snprintf(path, sizeof(path), "/local/domain/0/backend/pci/%u", restart->domid);
    xs_rm(restart->store, XBT_NULL, path);
    return wait_until(restart, has_released_devices);
}

/* A domain that doesn't leave by itself may have requests of its guests in hand: they are lost. */
static bool end(struct restart *restart)
{
    if (!has_left(restart) &&
        (libxl_domain_shutdown(restart->xl, restart->domid, NULL) || !wait_until(restart, has_left)))
        say("domain %u doesn't leave: what its guests asked for last may be lost", restart->domid);
    if (destroy(restart))
        return true;
    say("domain %u can't be ended", restart->domid);
    return false;
}

/* It is paused then, as one that was built is. */
static int restore(const struct restart *restart, libxl_domain_config *config, uint32_t *domid)
{
    libxl_domain_restore_params params;
    int file = open(restart->from, O_RDONLY | O_CLOEXEC);
    if (file == -1)
        return ERROR_FAIL;
    libxl_domain_restore_params_init(&params);
    params.stream_version = 2;
    int error = libxl_domain_create_restore(restart->xl, config, domid, file, -1, &params, NULL, NULL);
    libxl_domain_restore_params_dispose(&params);
    close(file);
    return error;
}

/* libxl sets defaults in a configuration that it uses. */
static bool create(const struct restart *restart)
{
    libxl_domain_config config;
    uint32_t domid = restart->domid;
    libxl_domain_config_init(&config);
    libxl_domain_config_copy(restart->xl, &config, &restart->config);
    libxl_clear_domid_history(restart->xl); /* else libxl keeps a number from use for a minute */
    int error = restart->from ? restore(restart, &config, &domid)
                              : libxl_domain_create_new(restart->xl, &config, &domid, NULL, NULL);
    libxl_domain_config_dispose(&config);
    return !error;
}

/* One try. */
static bool build(struct restart *restart)
{
    if (!create(restart))
        return false;
    if (!served_restore(restart->store, restart->domid)) {
        say("xenstore: %s", strerror(errno));
        return false;
    }
    return !libxl_domain_unpause(restart->xl, restart->domid, NULL) && wait_until(restart, is_serving);
}

/* Until it is built: its guests have nobody else. Breaks between tries double. A snapshot gets one try. */
static int build_at_last(struct restart *restart)
{
    long pause = 1;
    for (long try = 1; !build(restart); try++) {
        say("domain %u couldn't be built anew, or doesn't serve", restart->domid);
        destroy(restart);
        restart->from = NULL;
        if (try == restart->tries)
            return FAILED;
        rest(pause, 0);
        pause = pause * 2 < LONGEST_BREAK ? pause * 2 : LONGEST_BREAK;
    }
    return DONE;
}

/* Whether it can be read; `file` may be NULL. */
static bool has_file(const char *file)
{
    if (!file || access(file, R_OK) == 0)
        return true;
    say("%s: %s", file, strerror(errno));
    return false;
}

static int find(struct restart *restart, const char *domain)
{
    if (libxl_domain_qualifier_to_domid(restart->xl, domain, &restart->domid) || restart->domid == 0 ||
        libxl_retrieve_domain_configuration(restart->xl, restart->domid, &restart->config, NULL)) {
        say("there is no domain `%s` that xl made", domain);
        return ABSENT;
    }
    restart->config.c_info.domid = restart->domid;
    return DONE;
}

/* The old domain stays as it is when there is nothing to build another of. */
static int renew(struct restart *restart)
{
    double start = now();
    if (!has_file(restart->config.b_info.kernel) || !has_file(restart->config.b_info.ramdisk) ||
        !has_file(restart->from))
        return ABSENT;
    if (!end(restart))
        return FAILED;
    int status = build_at_last(restart);
    if (status == DONE)
        printf("domain %u: %.2f s\n", restart->domid, now() - start);
    return status;
}

/* The domain saves itself as one that moves would, and goes on. */
static int save(const struct restart *restart, const char *part)
{
    int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file == -1)
        return FAILED;
    int error = libxl_domain_suspend(restart->xl, restart->domid, file, 0, NULL);
    if (!error)
        error = libxl_domain_resume(restart->xl, restart->domid, 1, NULL);
    if (fsync(file))
        error = ERROR_FAIL;
    close(file);
    return error ? FAILED : DONE;
}

/* A snapshot that is there stays, whole, until there is a new one. */
static int take_snapshot(const struct restart *restart)
{
    char part[4096];
    if (served_count(restart->store, restart->domid) != 0) {
        say("domain %u serves guests already: a snapshot would have their pages in it", restart->domid);
        return FAILED;
    }
    if (snprintf(part, sizeof(part), "%s.part", restart->snapshot) >= (int)sizeof(part))
        return FAILED;
    if (save(restart, part) == DONE && rename(part, restart->snapshot) == 0)
        return DONE;
    say("%s: domain %u couldn't be saved", restart->snapshot, restart->domid);
    unlink(part);
    return FAILED;
}

static int run(struct restart *restart, const char *domain)
{
    xentoollog_logger_stdiostream *log = xtl_createlogger_stdiostream(stderr, XTL_ERROR, 0);
    int status = FAILED;
    restart->store = xs_open(0);
    if (!log || !restart->store ||
        libxl_ctx_alloc(&restart->xl, LIBXL_VERSION, 0, (xentoollog_logger *)log)) {
        say("no Xen here, or no xenstore: %s", strerror(errno));
        return FAILED;
    }
    libxl_domain_config_init(&restart->config);
    status = find(restart, domain);
    if (status == DONE)
        status = restart->snapshot ? take_snapshot(restart) : renew(restart);
    libxl_domain_config_dispose(&restart->config);
    libxl_ctx_free(restart->xl);
    xs_close(restart->store);
    xtl_logger_destroy((xentoollog_logger *)log);
    return status;
}

static bool read_count(const char *text, long *count)
{
    char *end_of_it;
    *count = strtol(text, &end_of_it, 10);
    return *count > 0 && *count <= 86400 && *end_of_it == '\0';
}

/* Returns whether it is one that is known, and well given. */
static bool take_option(struct restart *restart, int option)
{
    switch (option) {
    case 'f':
        restart->from = optarg;
        return true;
    case 's':
        restart->snapshot = optarg;
        return true;
    case 'w':
    case 't':
        if (read_count(optarg, option == 'w' ? &restart->wait : &restart->tries))
            return true;
        say("`%s` isn't a number from 1 to 86400", optarg);
        return false;
    default:
        return false;
    }
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"wait", required_argument, NULL, 'w'}, {"tries", required_argument, NULL, 't'},
        {"from", required_argument, NULL, 'f'}, {"snapshot", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0}};
    struct restart restart = {.wait = WAIT};
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return fflush(stdout) ? FAILED : DONE;
        }
        if (!take_option(&restart, option))
            return USAGE;
    }
    if (argc - optind != 1 || (restart.from && restart.snapshot)) {
        say("one domain is expected, and one of --from and --snapshot; see `xenon-restart --help`");
        return USAGE;
    }
    return run(&restart, argv[optind]);
}
