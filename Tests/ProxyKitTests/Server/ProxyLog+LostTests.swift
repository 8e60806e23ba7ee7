import Logging
import Testing

@testable import ProxyKit

/// What the log says of events that came too fast for it.
@Suite struct ProxyLogLostTests {
  @Test func lostEventsAreCounted() {
    let recorder = LogRecorder()
    let logger = Logger(label: "test") { _ in recorder.handler }
    ProxyLog.write(lost: 0, to: logger)
    #expect(recorder.lines.isEmpty)
    ProxyLog.write(lost: 12, to: logger)
    #expect(recorder.lines.map(\.text).first?.contains("[PROXY] dropped") == true)
    #expect(recorder.lines.map(\.text).first?.contains("12") == true)
  }
}
