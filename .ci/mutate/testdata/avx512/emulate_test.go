package rectify

import _ "github.com/rectify-go/rectify/internal/emulate"
