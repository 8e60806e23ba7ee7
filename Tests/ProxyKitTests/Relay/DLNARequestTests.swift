import Testing

@testable import ProxyKit
@testable import TrackKit

@Suite struct DLNARequestTests {
  private static let flags = "DLNA.ORG_CI=0;DLNA.ORG_FLAGS=01700000000000000000000000000000"

  @Test(
    arguments: [
      (nil, nil, true, []), (nil, "0", true, []),
      ("Streaming", nil, true, ["transfermode.dlna.org: Streaming"]),
      (" streaming", nil, true, ["transfermode.dlna.org: Streaming"]),
      ("Background", nil, true, ["transfermode.dlna.org: Background"]),
      ("Interactive", nil, true, ["transfermode.dlna.org: Streaming"]),
      (nil, "1", true, ["contentfeatures.dlna.org: DLNA.ORG_OP=01;\(flags)"]),
      (
        "Streaming", "1 ", false,
        ["transfermode.dlna.org: Streaming", "contentfeatures.dlna.org: DLNA.ORG_OP=00;\(flags)"]
      ),
    ] as [(String?, String?, Bool, [String])])
  func answersWhatIsAsked(mode: String?, features: String?, isSeekable: Bool, lines: [String]) {
    let request = DLNARequest(transferMode: mode, contentFeatures: features)
    #expect(request.fields(isSeekable: isSeekable).map { "\($0.name): \($0.value)" } == lines)
  }
}
