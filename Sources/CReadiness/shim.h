// What Swift's Glibc module leaves out of Linux's ways to learn that a descriptor is ready: epoll(7), eventfd(2), and
// the polls of the kernel's asynchronous I/O (io_submit(2), since Linux 4.18).
#ifndef YTMPD_CREADINESS_SHIM_H
#define YTMPD_CREADINESS_SHIM_H

#include <errno.h>
#include <linux/aio_abi.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

// MARK: - Sets of descriptors

static inline int CReadiness_makeSet(void) { return epoll_create1(EPOLL_CLOEXEC); }

// Watches `descriptor` for reading and writing, or for neither, whatever it was watched for before.
static inline int CReadiness_watch(int set, int descriptor, int reading, int writing) {
  struct epoll_event event;
  memset(&event, 0, sizeof event);
  event.data.fd = descriptor;
  event.events = (reading ? EPOLLIN : 0) | (writing ? EPOLLOUT : 0);
  if (event.events == 0) return epoll_ctl(set, EPOLL_CTL_DEL, descriptor, &event);
  if (epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event) == 0) return 0;
  return errno == EEXIST ? epoll_ctl(set, EPOLL_CTL_MOD, descriptor, &event) : -1;
}

typedef struct {
  int descriptor;
  _Bool isReadable, isWritable, isBroken;
} CReadiness_event;

enum { CREADINESS_MOST = 64 };

// The descriptors of `set` that are ready now, at most CREADINESS_MOST; never waits.
static inline int CReadiness_take(int set, CReadiness_event *ready) {
  struct epoll_event events[CREADINESS_MOST];
  const int count = epoll_wait(set, events, CREADINESS_MOST, 0);
  for (int i = 0; i < count; i++) {
    ready[i].descriptor = events[i].data.fd;
    ready[i].isReadable = (events[i].events & EPOLLIN) != 0;
    ready[i].isWritable = (events[i].events & EPOLLOUT) != 0;
    ready[i].isBroken = (events[i].events & (EPOLLERR | EPOLLHUP)) != 0;
  }
  return count;
}

// MARK: - Counters

static inline int CReadiness_makeCounter(int blocks) { return eventfd(0, EFD_CLOEXEC | (blocks ? 0 : EFD_NONBLOCK)); }

// MARK: - Polls that nobody waits for

// Room for polls; 0 where the kernel or a container's rules have none.
static inline aio_context_t CReadiness_makeQueue(void) {
  aio_context_t queue = 0;
  return syscall(SYS_io_setup, 64, &queue) == 0 ? queue : 0;
}

// Ends the polls under way.
static inline void CReadiness_endQueue(aio_context_t queue) { syscall(SYS_io_destroy, queue); }

// Counts `counter` up, once, when `descriptor` is readable.
static inline int CReadiness_poll(aio_context_t queue, int descriptor, int counter) {
  struct iocb request, *requests[1] = {&request};
  memset(&request, 0, sizeof request);
  request.aio_lio_opcode = IOCB_CMD_POLL;
  request.aio_fildes = (uint32_t)descriptor;
  request.aio_buf = POLLIN;
  request.aio_flags = IOCB_FLAG_RESFD;
  request.aio_resfd = (uint32_t)counter;
  if (syscall(SYS_io_submit, queue, 1, requests) == 1) return 0;
  if (errno != EAGAIN) return -1;
  // The results of earlier polls fill the queue. They say what the counter has said.
  struct io_event results[64];
  while (syscall(SYS_io_getevents, queue, 0, 64, results, NULL) > 0) {}
  return syscall(SYS_io_submit, queue, 1, requests) == 1 ? 0 : -1;
}

#endif
