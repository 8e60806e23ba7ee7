// What the kernel knows of its own clock.
#include "CProcess.h"

#include <sys/timex.h>

int cprocess_clock_is_kept(void) {
  struct timex state = {0};
  const int answer = adjtimex(&state);
  if (answer < 0) return -1;
  return answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}
