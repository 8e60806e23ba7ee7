// What Swift's Glibc module leaves out of Linux's ways to learn that the machine's network or its clock has changed:
// rtnetlink(7), and timerfd_create(2) with TFD_TIMER_CANCEL_ON_SET.
#ifndef YTMPD_CREADINESS_CHANGES_H
#define YTMPD_CREADINESS_CHANGES_H

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

// A socket that is told of every change of addresses and routes, -1 where that is forbidden. It needs no privilege.
static inline int CReadiness_openNetworkChanges(void) {
  const int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  if (descriptor < 0) return -1;
  struct sockaddr_nl address;
  memset(&address, 0, sizeof address);
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
  const int reason = errno;
  close(descriptor);
  errno = reason;
  return -1;
}

// Has a timer be cancelled when the wall clock is set, or the machine resumes.
static inline int CReadiness_armClockChanges(int descriptor) {
  struct itimerspec never;
  memset(&never, 0, sizeof never);
  // A year that no clock of ours reaches, and that a time of 32 bits can hold.
  never.it_value.tv_sec = 0x7fffffff;
  return timerfd_settime(descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

// A descriptor that is readable once the wall clock was set or the machine has resumed, -1 where there is none.
static inline int CReadiness_openClockChanges(void) {
  const int descriptor = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (descriptor < 0) return -1;
  if (CReadiness_armClockChanges(descriptor) == 0) return descriptor;
  const int reason = errno;
  close(descriptor);
  errno = reason;
  return -1;
}

// How long the machine has been suspended since it was started, in nanoseconds.
static inline int64_t CReadiness_suspendedTime(void) {
  struct timespec all, awake;
  clock_gettime(CLOCK_BOOTTIME, &all);
  clock_gettime(CLOCK_MONOTONIC, &awake);
  return (int64_t)(all.tv_sec - awake.tv_sec) * 1000000000 + (all.tv_nsec - awake.tv_nsec);
}

#endif
