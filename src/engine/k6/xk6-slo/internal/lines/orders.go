package lines

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

// Order is a word from whoever started this process.
type Order string

// What each means is in the README.
const (
	Stop      Order = "stop"
	Interrupt Order = "interrupt"
	Abandon   Order = "abandon"
)

// OpenOrders opens what a configuration names: "none" (then the channel stays silent), "stdin", "fd:4".
func OpenOrders(name string) (<-chan Order, error) {
	switch name {
	case "none":
		return make(chan Order), nil
	case "stdin":
		return ReadOrders(os.Stdin), nil
	}
	file, err := descriptor(name)
	if err != nil {
		return nil, fmt.Errorf("commands: %w", err)
	}
	return ReadOrders(file), nil
}

// ReadOrders reads a word a line. The end of the stream is an order to abandon: whoever keeps the record is gone. Words that mean
// nothing are passed over.
func ReadOrders(from io.Reader) <-chan Order {
	orders := make(chan Order)
	go func() {
		scanner := bufio.NewScanner(from)
		for scanner.Scan() {
			switch order := Order(strings.TrimSpace(scanner.Text())); order {
			case Stop, Interrupt, Abandon:
				orders <- order
			}
		}
		orders <- Abandon
	}()
	return orders
}
