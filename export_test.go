package rectify

// What the tests in package rectify_test see of the inside.
const (
	Chunk       = chunk
	Assembly    = assembly
	RaceEnabled = direct == 0
)

// StreamFrom sets how many bytes a call must go through for stores that go past the caches, and
// returns what undoes it.
func StreamFrom(bytes uintptr) (undo func()) {
	was := streamMin
	streamMin = bytes
	return func() { streamMin = was }
}
