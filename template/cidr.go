package template

import (
	"math/big"
	"net/netip"
	"strconv"
)

// maxCidrs is how many blocks Fn::Cidr makes at most.
const maxCidrs = 256

// cidr is Fn::Cidr: blocks of addresses, one behind the other.
func (s *stack) cidr(n, argument *node) (*node, error) {
	all, err := arguments(n, argument, 2, 3)
	if err != nil {
		return nil, err
	}
	block, err := s.evalText(all[0], "the block of Fn::Cidr")
	if err != nil {
		return nil, err
	}
	numbers := []int{0, 8}
	for i, a := range all[1:] {
		v, err := s.evalText(a, "a number of Fn::Cidr")
		if err != nil {
			return nil, err
		}
		if numbers[i], err = strconv.Atoi(v.text); err != nil {
			return nil, a.problem("%q is no number", v.text)
		}
	}
	prefix, err := netip.ParsePrefix(block.text)
	if err != nil && block.guessed {
		prefix, err = netip.MustParsePrefix("10.0.0.0/16"), nil
	}
	if err != nil {
		return nil, all[0].problem("%q is no block of addresses", block.text)
	}
	made := subnets(n, prefix, numbers[0], numbers[1])
	if made == nil {
		return nil, n.problem("%s has no %d blocks of %d bits", prefix, numbers[0], numbers[1])
	}
	return made, nil
}

// subnets returns so many blocks of so many bits, nil if there are not as many.
func subnets(n *node, prefix netip.Prefix, count, bits int) *node {
	whole := prefix.Addr().BitLen()
	free := whole - bits - prefix.Bits()
	if count < 1 || count > maxCidrs || bits < 1 || free < 0 || free < 9 && count > 1<<free {
		return nil
	}
	made := newList(n.place)
	first := new(big.Int).SetBytes(prefix.Masked().Addr().AsSlice())
	for i := range count {
		at := new(big.Int).Add(first, new(big.Int).Lsh(big.NewInt(int64(i)), uint(bits)))
		address, _ := netip.AddrFromSlice(at.FillBytes(make([]byte, whole/8)))
		made.elements = append(made.elements, newText(n.place, netip.PrefixFrom(address, whole-bits).String()))
	}
	return made
}
