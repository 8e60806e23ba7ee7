// The switches of glibc's allocator (mallopt(3), malloc_trim(3)), which Swift's Glibc module leaves out.
#ifndef YTMPD_CMALLOC_SHIM_H
#define YTMPD_CMALLOC_SHIM_H

#include <malloc.h>

// Blocks from `block` bytes up are given back to the system when they are freed, the heap's end as soon as it
// is `rest` bytes, and all threads share `arenas` heaps.
static inline void CMalloc_set(int block, int rest, int arenas) {
  mallopt(M_MMAP_THRESHOLD, block);
  mallopt(M_TRIM_THRESHOLD, rest);
  mallopt(M_ARENA_MAX, arenas);
}

// Gives back to the system what nobody uses.
static inline void CMalloc_trim(void) { malloc_trim(0); }

#endif
