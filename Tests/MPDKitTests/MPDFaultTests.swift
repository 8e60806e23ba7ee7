import Testing

@testable import MPDKit

@Suite struct MPDFaultTests {
  /// Versions, and words of the sentences that belong to them.
  @Test(arguments: [
    (MPDVersion(0, 19, 0), ["0.20", "0.22", "0.23"]),
    (MPDVersion(0, 21, 26), ["0.22", "0.23"]),
    (MPDVersion(0, 22, 11), ["0.23"]),
    // What 0.23.12 greets with, the release itself, and the one that is mended.
    (MPDVersion(0, 23, 5), ["hangs"]),
    (MPDVersion(0, 23, 12), ["hangs"]),
    (MPDVersion(0, 23, 13), []),
    (MPDVersion(0, 23, 17), []),
    (MPDVersion(0, 24, 0), ["malformed", "seeks", "input cache", "path traversal"]),
    (MPDVersion(0, 24, 11), ["malformed", "seeks", "input cache", "path traversal"]),
    (MPDVersion(0, 24, 12), []),
    (MPDVersion(0, 25, 0), []),
    (MPDVersion(1, 0, 0), []),
  ])
  func versionsHaveTheirFaults(_ version: MPDVersion, words: [String]) {
    let faults = version.faults
    #expect(faults.count == words.count)
    for (fault, word) in zip(faults, words) { #expect(fault.sentence.contains(word)) }
  }

  @Test(arguments: [
    (MPDVersion(0, 19, 0), "upgrade MPD to 0.23.13 or newer"),
    (MPDVersion(0, 23, 5), "upgrade MPD to 0.23.13 or newer"),
    (MPDVersion(0, 24, 0), "upgrade MPD to 0.24.12 or newer"),
  ])
  func cureLeadsToAReleaseWithoutFaults(_ version: MPDVersion, cure: String) {
    #expect(Set(version.faults.map(\.cure)) == [cure])
  }

  @Test func everyFaultIsOneSentence_thatNamesItsReleases() {
    for fault in MPDFault.table {
      #expect(fault.since < fault.fixedIn)
      #expect(fault.sentence.hasPrefix("MPD ") && !fault.sentence.hasSuffix("."))
      #expect(fault.sentence.contains("before 0."))
    }
  }
}
