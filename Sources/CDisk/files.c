// What the kernel knows of files and glibc's headers, or Swift's Glibc module, leave out.
#define _GNU_SOURCE
#include "CDisk.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <unistd.h>

// MARK: - The page cache

// cachestat(2), since Linux 6.5.
enum { CACHESTAT = 451 };

struct stretch { uint64_t offset, length; };
struct counts { uint64_t cached, dirty, writing, evicted, evicted_lately; };

static int is_mapped_in_memory(int descriptor, int64_t first, int64_t length, int64_t page) {
  void *map = mmap(NULL, (size_t)length, PROT_READ, MAP_SHARED, descriptor, first);
  if (map == MAP_FAILED) return -1;
  // As much of a file as is sent at once, 8 MiB, which need not begin with a page.
  unsigned char pages[2049];
  const int64_t count = (length + page - 1) / page;
  int is_there = count <= (int64_t)sizeof pages && mincore(map, (size_t)length, pages) == 0 ? 1 : -1;
  for (int64_t i = 0; is_there == 1 && i < count; i++) is_there = pages[i] & 1;
  munmap(map, (size_t)length);
  return is_there;
}

int cdisk_is_in_memory(int descriptor, int64_t offset, int64_t length) {
  if (length <= 0) return 1;
  const int64_t page = sysconf(_SC_PAGESIZE);
  const int64_t first = offset / page * page, end = (offset + length + page - 1) / page * page;
  static atomic_int has_no_counts;
  if (!atomic_load_explicit(&has_no_counts, memory_order_relaxed)) {
    struct stretch stretch = {(uint64_t)first, (uint64_t)(end - first)};
    struct counts counts;
    if (syscall(CACHESTAT, descriptor, &stretch, &counts, 0) == 0)
      return counts.cached >= (uint64_t)((end - first) / page);
    // An older kernel, or a container's rules.
    if (errno == ENOSYS || errno == EPERM) atomic_store_explicit(&has_no_counts, 1, memory_order_relaxed);
  }
  return is_mapped_in_memory(descriptor, first, end - first, page);
}

int64_t cdisk_read_at_once(int descriptor, void *bytes, size_t length, int64_t offset) {
  struct iovec vector = {bytes, length};
  const ssize_t count = preadv2(descriptor, &vector, 1, offset, RWF_NOWAIT);
  return count < 0 ? 0 : count;
}

int64_t cdisk_read_interleaved_at_once(
    int descriptor, void *wire, int64_t offset, int64_t length, int64_t interval, const void *title,
    size_t title_length) {
  struct iovec runs[64];
  char *out = wire;
  int64_t done = 0;
  while (done < length) {
    int count = 0;
    int64_t wanted = 0;
    while (count < 64 && done + wanted < length) {
      int64_t position = offset + done + wanted;
      int64_t run = interval - position % interval;
      if (run > length - done - wanted) run = length - done - wanted;
      runs[count++] = (struct iovec){out, (size_t)run};
      out += run;
      wanted += run;
      position += run;
      if (position % interval != 0) continue;
      if (position == interval) {
        memcpy(out, title, title_length);
        out += title_length;
      } else {
        *out++ = 0;
      }
    }
    if (preadv2(descriptor, runs, count, offset + done, RWF_NOWAIT) != wanted) return 0;
    done += wanted;
  }
  return done;
}

// MARK: - Files

int cdisk_lock(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB); }

int cdisk_allocate(int descriptor, int64_t offset, int64_t length) {
  return fallocate(descriptor, FALLOC_FL_KEEP_SIZE, offset, length);
}

void cdisk_block_size_signal(void) {
  static _Thread_local int is_blocked;
  if (is_blocked) return;
  is_blocked = 1;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGXFSZ);
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

int cdisk_is_local(int descriptor) {
  struct statfs status;
  if (fstatfs(descriptor, &status) != 0) return 0;
  switch ((uint32_t)status.f_type) {
  case 0xef53:     // ext2, ext3, ext4
  case 0x58465342: // XFS
  case 0x9123683e: // Btrfs
  case 0xf2f52010: // F2FS
  case 0xca451a4e: // bcachefs
  case 0x2fc12fc1: // ZFS
  case 0x01021994: // tmpfs
  case 0x794c7630: // overlayfs
  case 0x52654973: // ReiserFS
  case 0x3153464a: // JFS
    return 1;
  default: return 0;
  }
}
