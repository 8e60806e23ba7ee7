import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// What a crash leaves: the status of its signal, and a log that says where it happened.
  struct CrashTests {
    @Test(arguments: [SIGSEGV, SIGABRT, SIGILL])
    func `of the proxy is reported in its log`(signal: Int32) async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        try await untilMainThreadSleeps(proxy)
        proxy.process.signalAlone(signal)
        #expect(await proxy.process.end() == .signal(signal))
        await proxy.log.waitForEnd()
        let log = try String(contentsOfFile: stage.home.home + "/ytmpd.log", encoding: .utf8)
        let lines = log.split(separator: "\n")
        let start = try #require(lines.firstIndex { $0.contains("[CRASH]") }, "\(log)")
        let head = #/(\S+) CRITICAL \[CRASH\] signal (\d+) \(SIG[A-Z]+\) .*/#
        let words = try #require(try head.wholeMatch(in: lines[start]), "\(lines[start])")
        #expect(words.2 == "\(signal)")
        // The report reckons its date itself; every other line has the C library's.
        let earlier = lines[0].prefix { $0 != " " }
        let now = Date().ISO8601Format(
          .init(timeZone: .current).dateSeparator(.dash).year().month().day().time(
            includingFractionalSeconds: true))
        #expect(earlier <= words.1 && words.1 <= now, "\(earlier), \(words.1), \(now)")

        // Other threads go on until the process ends.
        let places = lines[(start + 1)...].filter { $0.hasPrefix("  ") }
        let own = try places.compactMap { place -> String? in
          let words = try #require(
            try #/  ([^ (]+)\(\+(0x[0-9a-f]+)\)(?: .+)?/#.wholeMatch(in: place), "\(place)")
          return words.1 == "ytmpd-tui" ? String(words.2) : nil
        }
        let names = try await run(["addr2line", "-fie", BuiltProgram.path] + own).output
        #expect(names.contains("ServeCommand") && names.contains("CommandRunner"), "\(log)\(names)")
        for line in [lines[start]] + places {
          #expect(proxy.log.text.contains(line), "standard error has it too")
        }
      }
    }

    /// A signal goes to the main thread, unless that one has it blocked as while it starts another.
    private func untilMainThreadSleeps(_ proxy: RunningProxy) async throws {
      // It has nothing more to do once it has said that it listens.
      _ = try await proxy.status()
      let process = proxy.process.processID
      try await eventually("the main thread sleeps") {
        let status = try String(contentsOfFile: "/proc/\(process)/task/\(process)/status", encoding: .utf8)
        return status.contains("State:\tS") && status.contains("SigBlk:\t0000000000000000")
      }
    }
  }
}
