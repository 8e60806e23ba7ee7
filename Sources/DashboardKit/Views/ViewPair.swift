/// Two views side by side where there is room for both, else the one that is shown. The keys go to one of them; a click
/// goes where it is made.
struct ViewPair {
  let left: any TableView
  let right: any TableView
  /// The view that is shown.
  let active: Tab

  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    guard State.hasRoomForTwo(canvas.buffer.size) else {
      return paint(active == left.tab ? left : right, in: body, scene, on: &canvas)
    }
    let (first, second) = body.split(columns: body.columns / 2)
    let pictures = [
      (left.tab, paint(left, in: first, scene, on: &canvas)),
      (right.tab, paint(right, in: second, scene, on: &canvas)),
    ]
    var picture = ListPicture()
    for (tab, part) in pictures {
      if tab == active {
        picture.list = part.list
        picture.targets += part.targets
      } else {
        picture.targets += part.targets.map { .init(area: $0.area, meaning: .inView(tab, $0.meaning)) }
      }
    }
    return picture
  }

  private func paint(
    _ view: any TableView, in area: Rect, _ scene: Scene, on canvas: inout Canvas
  ) -> ListPicture {
    var pane = Pane(
      area, title: view.title(scene), note: view.note(scene), isActive: view.tab == active,
      on: canvas.buffer.size)
    if pane.isActive { pane.foot = view.foot(scene) }
    pane.paint(on: &canvas)
    return view.paintTable(in: pane.inside, isActive: view.tab == active, scene, on: &canvas)
  }
}
