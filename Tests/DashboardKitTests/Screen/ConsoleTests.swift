import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

/// The console of Linux, whose own font has the characters of CP437 and no others.
@Suite("The console")
struct ConsoleTests {
  private static let renderer = Renderer(
    text: DisplayText(width: .builtIn, repertoire: .console), clock: .utc)

  /// The characters beyond ASCII that the font has signs for.
  private static let font = Set(
    "☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■"
  )

  @Test(
    "Every sign of the screen is in its font", arguments: GoldenTests.views,
    [(40, 10), (80, 24), (120, 36), (200, 55)])
  func signs(scenery: GoldenTests.Scenery, size: (columns: Int, rows: Int)) {
    var state = Sample.evening(columns: size.columns, rows: size.rows)
    // Titles are in whatever letters they are.
    let names = Set(
      state.facts.tracks.map { "\($0.displayName)\($0.album ?? "")" }.joined() + "›Gulls")
    scenery.prepare(&state)
    _ = state.type(scenery.keys.map { $0 == "\n" ? Key.enter : .character($0) })
    let text = Self.renderer.render(state, now: Sample.now).cells.text
    let strange = Set(text).filter { !$0.isASCII && !Self.font.contains($0) && !names.contains($0) }
    #expect(strange.isEmpty, "\(strange) in \(scenery)")
  }
}
