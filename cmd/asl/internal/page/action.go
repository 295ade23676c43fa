package page

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"
	"github.com/goasl/goasl/state"
)

// act does something to an execution, and goes back to its page.
func (h *Handler) act(w http.ResponseWriter, r *http.Request, do func() error) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	arn := r.PathValue("execution")
	h.records.get(arn).forget()
	http.Redirect(w, r, executionURL(arn)+query("state", r.PostForm.Get("state")), http.StatusSeeOther)
	return nil
}

func (h *Handler) stop(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func() error {
		return h.client.Stop(r.Context(), r.PathValue("execution"), failureOf(r.PostForm))
	})
}

func (h *Handler) redrive(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func() error {
		_, err := h.service.RedriveExecution(r.Context(), sfnapi.RedriveExecutionInput{ExecutionARN: r.PathValue("execution")})
		return err
	})
}

// answer answers a task that waits for its token.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func() error {
		token := r.PostForm.Get("token")
		switch r.PostForm.Get("with") {
		case "success":
			return h.client.SendTaskSuccess(r.Context(), token, []byte(r.PostForm.Get("output")))
		case "failure":
			return h.client.SendTaskFailure(r.Context(), token, failureOf(r.PostForm))
		case "heartbeat":
			return h.client.SendTaskHeartbeat(r.Context(), token)
		}
		return &problem{http.StatusBadRequest, "The form does not say with what to answer."}
	})
}

// skipWait ends the wait of the state that was entered by an event.
func (h *Handler) skipWait(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func() error {
		event, err := strconv.ParseInt(r.PostForm.Get("event"), 10, 64)
		if err != nil {
			return &problem{http.StatusBadRequest, "The form does not say which event has entered the state."}
		}
		err = h.client.SkipWait(r.Context(), r.PathValue("execution"), event)
		if errors.Is(err, asl.ErrNoWait) {
			return &problem{http.StatusConflict, "The state does not wait any more, or not yet."}
		}
		return err
	})
}

// failureOf returns the error and the cause of a form, which are absent if they are empty.
func failureOf(form url.Values) *state.Failure {
	var why state.Failure
	if name := form.Get("error"); name != "" {
		why.Error = &name
	}
	if cause := form.Get("cause"); cause != "" {
		why.Cause = &cause
	}
	return &why
}
