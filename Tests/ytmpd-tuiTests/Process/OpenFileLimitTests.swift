import Glibc
import Testing

@testable import ytmpd_tui

struct OpenFileLimitTests {
  @Test(
    arguments: [
      (1024, 524_288, 65_536), (1024, 4096, 4096), (4096, 4096, nil), (1_048_576, 1_048_576, nil),
      (65_536, 524_288, nil),
      (1024, rlim_t.max, 65_536), (rlim_t.max, rlim_t.max, nil),
    ] as [(rlim_t, rlim_t, rlim_t?)])
  func asksForWhatTheSystemAllows(soft: rlim_t, hard: rlim_t, wanted: rlim_t?) {
    let raised = OpenFileLimit.raised(rlimit(rlim_cur: soft, rlim_max: hard))
    #expect(raised?.rlim_cur == wanted)
    #expect(raised.map { $0.rlim_max == hard } ?? true, "the hard limit stays")
  }
}
