// Threads of this process.
#include "CProcess.h"

#include <sys/prctl.h>

void cprocess_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
