// What Swift can't do about files: sum them at the speed of memory, and ask what of them is in memory. The functions are
// compiled C rather than inline ones, because they are built for several kinds of processor and chosen when they run.
#ifndef CDISK_H
#define CDISK_H

#include <stddef.h>
#include <stdint.h>

// MARK: - Checksums

// The CRC-32C (Castagnoli) of `length` bytes; by the processor's own instruction where it has one.
uint32_t cdisk_sum(const void *bytes, size_t length);

// The same by tables.
uint32_t cdisk_sum_by_tables(const void *bytes, size_t length);

// Whether the processor has an instruction for it.
int cdisk_sums_in_hardware(void);

// MARK: - The page cache

// Whether the bytes of that stretch of a file are all in memory: 1 yes, 0 no, -1 where nobody can tell.
int cdisk_is_in_memory(int descriptor, int64_t offset, int64_t length);

// Reads without waiting for the disk: how many bytes came, 0 when none can be had at once.
int64_t cdisk_read_at_once(int descriptor, void *bytes, size_t length, int64_t offset);

// The same with ICY metadata put in: behind every `interval` bytes of the file a block, the title's behind the first, an
// empty one behind each other. `wire` has room for all of it. How many bytes of the file came: all, or 0.
int64_t cdisk_read_interleaved_at_once(
    int descriptor, void *wire, int64_t offset, int64_t length, int64_t interval, const void *title,
    size_t title_length);

// MARK: - Files

// Locks the whole file for this process alone, until it is closed: 0, or -1 with errno; EWOULDBLOCK when another has it.
int cdisk_lock(int descriptor);

// Gives a stretch its place on the disk, and leaves the file as long as it is: 0, or -1 with errno.
int cdisk_allocate(int descriptor, int64_t offset, int64_t length);

// Has a write beyond the largest size of a file fail on the calling thread, rather than end the process by SIGXFSZ.
void cdisk_block_size_signal(void);

// Whether the file lies on a file system of this machine, whose times are those of this machine's clock.
int cdisk_is_local(int descriptor);

#endif
