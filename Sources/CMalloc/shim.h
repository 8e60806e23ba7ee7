// glibc's mallopt(3), which Swift's Glibc module leaves out; on another C library nothing happens.
#ifndef YTMPD_CMALLOC_SHIM_H
#define YTMPD_CMALLOC_SHIM_H

#include <features.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// Blocks from `block` bytes up are given back to the system when they are freed, the heap's end as soon as it
// is `rest` bytes, and all threads share `arenas` heaps.
static inline void CMalloc_set(int block, int rest, int arenas) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, block);
  mallopt(M_TRIM_THRESHOLD, rest);
  mallopt(M_ARENA_MAX, arenas);
#else
  (void)block, (void)rest, (void)arenas;
#endif
}

// Gives back to the system what nobody uses (malloc_trim(3)).
static inline void CMalloc_trim(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

#endif
