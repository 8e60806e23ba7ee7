import TestSupport
import Testing

@Suite("Audio fixtures")
struct AudioFixtureTests {
  @Test("ffmpeg makes each format, distinct and repeatable", arguments: AudioFixture.Format.allCases)
  func make(format: AudioFixture.Format) async throws {
    let fixture = try await AudioFixture.make(format, seconds: 6)
    #expect(fixture.bytes.count > 6 * 8_000)
    #expect(try await AudioFixture.make(format, seconds: 6) == fixture)
    #expect(try await AudioFixture.make(format, seconds: 6, tone: 1).bytes != fixture.bytes)
  }
}
