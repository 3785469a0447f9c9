/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs in dom0: marks a guest's pages, takes pages from it, looks for the mark in another's, and keeps some
 * mapped. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xencall.h>
#include <xenforeignmemory.h>
#include <xen/xen.h>
#include <xen/memory.h>

enum { DONE = 0, FAILED = 1, USAGE = 2 };

#define PAGE  4096
#define BATCH 1024 /* pages that are mapped or taken at once */

static const char usage[] =
    "usage: pages mark|take|find|hold DOMID FIRST COUNT\n"
    "\n"
    "  mark  writes a mark at the beginning of guest pages FIRST to FIRST + COUNT - 1\n"
    "  take  takes these pages from the guest, as when it gives them back\n"
    "  find  prints how many of them have the mark\n"
    "  hold  does so, and keeps them mapped until it is killed\n"
    "\n"
    "Exit status: 0 done, 1 it can't be done, 2 usage.\n";

static const char mark[] = "left here by a guest that is gone";

struct range {
    uint16_t domain;
    xen_pfn_t first;
    size_t count;
};

/* What was met so far. */
struct sum {
    size_t pages, marked;
};

static int fail(const char *what)
{
    perror(what);
    return FAILED;
}

/* Mapped pages, of which `errors` says which are there. */
static void visit(uint8_t *pages, const int *errors, size_t count, bool write, struct sum *sum)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t *page = pages + i * PAGE;
        if (errors[i])
            continue;
        sum->pages++;
        if (write)
            memcpy(page, mark, sizeof(mark));
        sum->marked += memcmp(page, mark, sizeof(mark)) == 0;
    }
}

static int visit_all(const struct range *range, bool write, bool hold)
{
    xenforeignmemory_handle *memory = xenforeignmemory_open(NULL, 0);
    static xen_pfn_t frames[BATCH];
    static int errors[BATCH];
    struct sum sum = {0, 0};

    if (!memory)
        return fail("opening foreign memory");
    for (size_t done = 0; done < range->count; done += BATCH) {
        size_t count = range->count - done < BATCH ? range->count - done : BATCH;
        for (size_t i = 0; i < count; i++)
            frames[i] = range->first + done + i;
        void *pages =
            xenforeignmemory_map(memory, range->domain, PROT_READ | PROT_WRITE, count, frames, errors);
        if (!pages)
            return fail("mapping");
        visit(pages, errors, count, write, &sum);
        if (!hold)
            xenforeignmemory_unmap(memory, pages, count);
    }
    printf("%zu of %zu pages are marked\n", sum.marked, sum.pages);
    fflush(stdout);
    if (hold)
        pause();
    return DONE;
}

/* The list of frames and the request, in memory that a hypercall may use. */
struct request {
    xen_memory_reservation_t reservation;
    xen_pfn_t frames[BATCH];
};

static int take_all(const struct range *range)
{
    xencall_handle *calls = xencall_open(NULL, 0);
    struct request *request = calls ? xencall_alloc_buffer(calls, sizeof(*request)) : NULL;

    if (!request)
        return fail("preparing");
    for (size_t done = 0; done < range->count; done += BATCH) {
        size_t count = range->count - done < BATCH ? range->count - done : BATCH;
        for (size_t i = 0; i < count; i++)
            request->frames[i] = range->first + done + i;
        memset(&request->reservation, 0, sizeof(request->reservation));
        set_xen_guest_handle_raw(request->reservation.extent_start, request->frames);
        request->reservation.nr_extents = count;
        request->reservation.domid = range->domain;
        long taken = xencall2(calls, __HYPERVISOR_memory_op, XENMEM_decrease_reservation,
                              (uintptr_t)&request->reservation);
        if (taken < 0 || (size_t)taken != count)
            return fail("taking");
    }
    printf("%zu pages taken\n", range->count);
    return DONE;
}

int main(int argc, char **argv)
{
    struct range range;

    if (argc != 5) {
        fputs(usage, stderr);
        return USAGE;
    }
    range.domain = (uint16_t)strtoul(argv[2], NULL, 10);
    range.first = strtoul(argv[3], NULL, 10);
    range.count = strtoul(argv[4], NULL, 10);
    if (strcmp(argv[1], "mark") == 0)
        return visit_all(&range, true, false);
    if (strcmp(argv[1], "find") == 0)
        return visit_all(&range, false, false);
    if (strcmp(argv[1], "hold") == 0)
        return visit_all(&range, false, true);
    if (strcmp(argv[1], "take") == 0)
        return take_all(&range);
    fputs(usage, stderr);
    return USAGE;
}
