import LoopbackOrigin
import Testing

/// The table once more, for a relay that asks for each range while the one before it comes in.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FaultTableAheadTests {
  /// Before the first byte nothing is asked for in advance.
  @Test(arguments: FaultKind.table) func fault(kind: FaultKind) async throws {
    let rows = FaultRow.rows(for: kind).filter { !$0.place.isBeforeFirstByte }
    try await FaultTableTests.play(rows, of: kind, looksAhead: true)
  }
}
