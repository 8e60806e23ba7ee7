import Testing

@testable import LibraryKit

struct YtDlpVersionTests {
  @Test(arguments: [
    ("1970.01.01", 0), ("1972.03.01", 790), ("2000.02.29", 11016), ("2026.10.26.123456", 20752),
  ]) func `counts days`(version: String, day: Int) {
    #expect(YtDlpVersion(version)?.day == day)
    #expect(YtDlpVersion(version)?.description == version)
  }

  @Test(arguments: ["", "2026", "2026.13.01", "nightly", "2026.10.99", "2026.10.26.x"])
  func `refuses what is no date`(version: String) {
    #expect(YtDlpVersion(version) == nil)
  }

  @Test(arguments: [
    ("2023.03.04", true), ("2026.10.20", true), ("2026.10.21", false), ("2026.10.21.1", false),
  ])
  func `knows what is too old`(version: String, isOld: Bool) throws {
    #expect((try #require(YtDlpVersion(version)) < .oldest) == isOld)
  }
}
